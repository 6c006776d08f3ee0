@echo off
rem Starts the fairlead command of the distribution that this file lies in, with the Java of JAVA_HOME, else the first on
rem the PATH. FAIRLEAD_JAVA_OPTS holds further options for it, for example -Xmx64m.
setlocal
for %%i in ("%~dp0..") do set "FAIRLEAD_HOME=%%~fi"
set "FAIRLEAD_JAR="
for %%i in ("%FAIRLEAD_HOME%\lib\fairlead-app-*.jar") do set "FAIRLEAD_JAR=%%~fi"
if not defined FAIRLEAD_JAR goto :incomplete
set "FAIRLEAD_JAVA=java.exe"
if defined JAVA_HOME set "FAIRLEAD_JAVA=%JAVA_HOME%\bin\java.exe"
"%FAIRLEAD_JAVA%" -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10 -XX:+UseSerialGC -XX:-UsePerfData ^
  -Xlog:disable -Dio.netty.jfr.enabled=false -Dslf4j.provider=org.slf4j.jul.JULServiceProvider ^
  -Dslf4j.internal.verbosity=WARN %FAIRLEAD_JAVA_OPTS% "-Dfairlead.home=%FAIRLEAD_HOME%" -jar "%FAIRLEAD_JAR%" %*
exit /b %ERRORLEVEL%
:incomplete
echo fairlead: "%FAIRLEAD_HOME%\lib" does not hold fairlead-app; unpack the archive again, as a whole 1>&2
exit /b 125
