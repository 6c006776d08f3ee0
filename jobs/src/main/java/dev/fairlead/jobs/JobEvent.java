package dev.fairlead.jobs;

/** What whoever follows a job sees: its logs, and at last its end. */
public sealed interface JobEvent permits JobLogEvent, JobResult {}
