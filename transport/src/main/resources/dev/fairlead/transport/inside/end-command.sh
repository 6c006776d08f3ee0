# Kills an executed command with all its descendants, from inside of the container.
#
#   sh -c SCRIPT end-command VARIABLE=VALUE [PID:START]...
#
# The command was started with the variable in its environment, which is how its processes are found
# in /proc, or among its words; pairs of process number and start time name further ones. Descendants that cleared their
# environment are found by their parents and sessions. All of them are stopped first, and looked for
# again until nobody new is there, since what stands still neither forks nor hides; then they are
# killed. Prints one word and what belongs to it:
#
#   blind              there is no /proc to look into
#   none               nobody was found
#   killed             all that were found are dead
#   denied PID:START.. those that this user may not signal
#   left PID:START..   those that did not die yet
#
# Uses nothing but what POSIX builds into a shell, and forks nothing: a container may have no other
# program, and no number left for another process.

mark=$1
shift
wanted=" $* " # pid:start of those that belong, seen in any look
sessions=' ' # numbers of those; as session numbers they stay taken while the session lives

# Reads what /proc says of a process; false if it is gone. The name may contain anything.
examine() {
  text=
  while IFS= read -r line || [ -n "$line" ]; do
    text="$text $line"
  done 2>/dev/null </proc/"$1"/stat
  [ -n "$text" ] || return 1
  set -- ${text##*) }
  state=$1 parent=$2 session=$4 threads=${18} start=${20}
  # A process whose first thread has ended looks like a dead one.
  case $state in
    Z | X) [ "$threads" -gt 1 ] ;;
  esac
}

# Whether its program was started with the mark. Shells leave out the zeros between the variables. A shell of busybox may be
# the program that it starts, with the environment that it had itself: then the mark is among the words that started the
# shell. So it is among those of another one that looks for it, which is not meant.
marked() {
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *end-command"$mark"*) return 1 ;;
      *"$mark"*) return 0 ;;
    esac
  done 2>/dev/null </proc/"$1"/cmdline
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *"$mark"*) return 0 ;;
    esac
  done 2>/dev/null </proc/"$1"/environ
  return 1
}

join() {
  members="$members$1 "
  case $wanted in
    *" $1:$2 "*) ;;
    *) wanted="$wanted$1:$2 " sessions="$sessions$1 " ;;
  esac
}

# Finds all living members; "moving" are those of them that are not stopped.
look() {
  members=' ' others= moving= living=
  for entry in /proc/[0-9]*; do
    pid=${entry#/proc/}
    [ "$pid" != $$ ] && examine "$pid" || continue
    entry=$pid:$parent:$session:$start:$state
    case $wanted in
      *" $pid:$start "*) join "$pid" "$start" ;;
      *) marked "$pid" && join "$pid" "$start" ;;
    esac
    others="$others $entry"
  done
  grown=yes
  while [ -n "$grown" ]; do
    grown=
    for entry in $others; do
      split "$entry"
      case $members in
        *" $pid "*) continue ;;
      esac
      case "$members$sessions" in
        *" $session "*) ;;
        *)
          case $members in
            *" $parent "*) ;;
            *) continue ;;
          esac
          ;;
      esac
      join "$pid" "$start"
      grown=yes
    done
  done
  for entry in $others; do
    split "$entry"
    case $members in
      *" $pid "*)
        living="$living $pid:$start"
        case $state in
          T | t) ;;
          *) moving="$moving $pid:$start" ;;
        esac
        ;;
    esac
  done
}

split() {
  pid=${1%%:*} start=${1#*:}
  parent=${start%%:*} start=${start#*:}
  session=${start%%:*} start=${start#*:}
  state=${start#*:} start=${start%:*}
}

# Sends a signal to all that are listed, and remembers who could not be reached.
send() {
  signal=$1
  shift
  denied=
  for member; do
    kill -s "$signal" "${member%:*}" 2>/dev/null && continue
    examine "${member%:*}" && [ "$start" = "${member#*:}" ] && denied="$denied $member"
  done
}

[ -r /proc/$$/stat ] || {
  echo blind
  exit
}
look
[ -n "$living" ] || {
  echo none
  exit
}
round=0
while [ -n "$moving" ] && [ "$moving" != "$denied" ] && [ $round -lt 20 ]; do
  send STOP $moving
  look
  round=$((round + 1))
done
round=0
while [ -n "$living" ] && [ $round -lt 50 ]; do
  send KILL $living
  look
  [ -n "$living" ] && [ "$living" = "$denied" ] && {
    echo denied$denied
    exit
  }
  round=$((round + 1))
done
[ -z "$living" ] && echo killed || echo left$living
