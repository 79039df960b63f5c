# Runs one attempt, outlives the agent, and records how it ended.
#   $1 the attempt's folder   $2 setsid   $3 the text of begin.sh   $4 the file to read stdin from
#   $5 the control group of what it runs, or nothing   $6 the folder that it runs in   then program and arguments
# It never reads what it runs: program and arguments stay positional parameters from the agent to the exec. Its own programs
# are called by their paths, because PATH is the task's.
folder=$1 setsid=$2 begin=$3 stdin=$4 group=$5 cwd=$6
shift 6

# Nobody waits for what this process holds open: not the agent's terminal, not a pipe behind it.
exec </dev/null >/dev/null 2>>"$folder/supervisor.log"

# A signal that is meant for the command, or for the agent's terminal, must not cost the record of the end. The command is not
# affected: a signal that is caught here has its default meaning there.
trap : HUP INT QUIT TERM

start_time() { read -r stat <"/proc/$1/stat" || return; set -- ${stat##*) }; started=${20}; }
start_time $$
read -r boot </proc/sys/kernel/random/boot_id

# The claim: of all supervisors that were ever started for this attempt, only the first comes past this line.
set -C
printf '{"pid":%s,"start_time":%s,"boot_id":"%s"}\n' "$$" "$started" "$boot" >"$folder/supervisor" || exit 0
set +C

# The place for the record of the end is taken before there is anything to end: what the command fills the disk with can't take it.
printf '%64s\n' '' >"$folder/exit.new" || exit 1

# A command that is spoken to while it runs reads from a pipe, and this is who writes there, so that the agent need not be: first what it
# is asked, then each file whose name the agent calls, once, with a mark when it was handed on. Whoever is left to write keeps the pipe open.
feed() {
    /bin/cat "$folder/stdin"
    while read -r name; do
        [ "$name" != close ] || break
        [ -e "$folder/$name.said" ] || { /bin/cat "$folder/$name" && : >"$folder/$name.said"; }
    done <>"$folder/calls"
}
feeder=
if [ -p "$stdin" ]; then
    feed >"$stdin" &
    feeder=$!
fi

# setsid --wait is what tells an exit code of 143 from the end by signal 15, which no shell does: for a signal it exits with the
# bare status of wait(2), whose low 7 bits are the signal, and says so on stderr. Nobody else writes to that pipe
# once begin.sh has begun. A machine that goes down sends SIGTERM to everybody, and a setsid that it ends looks like a command that
# exits with 143. So setsid ignores it; behind the fork, env gives the command its signals back.
said=$(
    trap '' HUP INT QUIT TERM
    exec "$setsid" --fork --wait /usr/bin/env --default-signal \
        /bin/sh -c "$begin" "$TASKSYNC_TASK_ID" "$folder" "$stdin" "$group" "$cwd" "$@" 2>&1
)
code=$?
[ -z "$feeder" ] || kill "$feeder"

# Nobody can ignore SIGKILL. If the command is still there, that code was setsid's; how the command ends nobody will know.
is_running() {
    read -r line <"$folder/process" || return
    pid=${line#*:}
    start_time "${pid%%,*}" 2>/dev/null && case $line in *"start_time\":$started,"*) ;; *) false ;; esac
}
[ "$code" -le 128 ] || [ -n "$said" ] || ! is_running || exit 1

if [ -e "$folder/not_started" ] || [ ! -e "$folder/process" ]; then
    printf '%s\n' "$said" >>"$folder/not_started"
    record="{\"not_started\":true,\"exit_code\":$code}"
elif [ -n "$said" ]; then
    record="{\"signal\":$((code & 127))}"
else
    record="{\"exit_code\":$code}"
fi

# Whole and on disk before it has its name.
write_record() {
    /bin/dd of="$folder/exit.new" conv=notrunc,fsync status=none <<EXIT && /bin/mv "$folder/exit.new" "$folder/exit"
$record
EXIT
}

# A disk may be full or away for a moment. After half a minute the agent says that the end is not known, which is true then.
tries=0
until write_record; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || exit 1
    /bin/sleep 1
done
/bin/sync "$folder"
