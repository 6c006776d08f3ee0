package dev.fairlead.jobs.status;

/** What whoever follows a job sees: its logs, and at last its end. */
public interface JobEvent {}
