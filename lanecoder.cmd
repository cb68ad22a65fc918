@echo off
rem Runs Lanecoder on Windows: finds a JDK 25 or newer, then starts Java. Among the sources it builds first when nothing has
rem been built; in the folder bin of a distribution it takes the jars in lib, and a JDK in the folder jdk if there is one.
rem After a change of the sources, run mvnw.cmd package yourself: ages of files are not compared here.
setlocal EnableExtensions EnableDelayedExpansion
set "ROOT=%~dp0"
set "CP="
if not exist "%ROOT%pom.xml" set "CP=%ROOT%..\lib\*"
set "JDK="
if defined LANECODER_JAVA (
  call :try "%LANECODER_JAVA%"
  if not defined JDK (
    >&2 echo lanecoder: LANECODER_JAVA is "%LANECODER_JAVA%", which is not a JDK 25 or newer
    exit /b 2
  )
)
if not defined JDK if defined CP call :try "%ROOT%..\jdk"
if not defined JDK if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined JDK for %%J in (java.exe) do if not "%%~$PATH:J"=="" call :try "%%~dp$PATH:J.."
if not defined JDK for %%R in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%USERPROFILE%\.jdks") do (
  for /d %%D in ("%%~R\*") do if not defined JDK call :try "%%~D"
)
if not defined JDK (
  >&2 echo lanecoder: no JDK 25 or newer in LANECODER_JAVA, JAVA_HOME, PATH or the usual folders: install one, for example Temurin 25 from https://adoptium.net
  exit /b 2
)
if defined CP goto run
call :jar
if not defined CP (
  >&2 echo lanecoder: Building Lanecoder ^(once; the first time Maven fetches what it needs^)...
  if not exist "%ROOT%target" mkdir "%ROOT%target"
  pushd "%ROOT%"
  set "JAVA_HOME=%JDK%"
  call mvnw.cmd -q -B -Dquick -Dmaven.test.skip=true -Dformatter.skip package >target\lanecoder-build.log 2>&1
  popd
  call :jar
)
if not defined CP (
  >&2 echo lanecoder: the build failed: see "%ROOT%target\lanecoder-build.log"
  exit /b 1
)
:run
endlocal & "%JDK%\bin\java.exe" -XX:+UseParallelGC --add-modules jdk.incubator.vector -cp "%CP%" io.lanecoder.cli.Main %*
exit /b %ERRORLEVEL%

:try
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=2 delims==." %%V in (`findstr /b "JAVA_VERSION=" "%~1\release"`) do (
  set "V=%%~V"
  set "V=!V:"=!"
  if !V! GEQ 25 set "JDK=%~1"
)
exit /b 0

:jar
set "CP="
if not exist "%ROOT%target\lib" exit /b 0
for %%F in ("%ROOT%target\lanecoder-*.jar") do (
  set "N=%%~nF"
  if "!N:-sources=!"=="!N!" if "!N:-javadoc=!"=="!N!" set "CP=%%~fF;%ROOT%target\lib\*"
)
exit /b 0
