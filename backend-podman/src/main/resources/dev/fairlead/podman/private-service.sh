# Runs a service for as long as somebody holds its standard input open.
#
#   setsid sh -c SCRIPT private-service DIRECTORY PROGRAM [ARGUMENT]...
#
# Makes the directory, for this user alone, before the program is started with its output in the
# file "log" there, and removes it when the program has ended. However the owner of the other end of
# standard input comes to its end, the system closes that end: then the program is asked to end, and
# killed if it has not done so within ten seconds. If the program ends by itself, the end of its
# output goes to standard error, and its code is that of this script.

directory=$1
shift
(umask 077 && mkdir -- "$directory") || exit 125
exec 3<&0 </dev/null
"$@" >"$directory/log" 2>&1 3<&- &
service=$!

{
  # Nobody writes: it returns when the other end is closed.
  read -r nothing <&3
  kill -s TERM $service
  waited=0
  while kill -s 0 $service && [ $waited -lt 100 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
  kill -s KILL $service
  rm -rf -- "$directory"
} 2>/dev/null &
watch=$!
exec 3<&-

wait $service
code=$?
tail -c 2000 "$directory/log" >&2
# Some shells tell that the watch was killed.
exec 2>/dev/null
kill -s KILL $watch
rm -rf -- "$directory"
exit $code
