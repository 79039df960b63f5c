# Becomes the command: same pid, in a session and process group of its own.
#   $1 the attempt's folder   $2 the file to read stdin from   $3 its control group, or nothing   $4 the folder that it runs in
#   then program and arguments
folder=$1 stdin=$2 group=$3 cwd=$4
shift 4
# The agent looked where that path leads, and something may have put a link there before it was entered. Where this process is, only the
# system can say, and nothing changes that any more.
{ cd -P . && [ "$PWD" = "$cwd" ]; } || { echo "$cwd led to another folder when it was entered."; exit 1; }
# Before it can have children. What it says here would be taken for the end by a signal, so it says nothing.
[ -z "$group" ] || { echo $$ >"$group/cgroup.procs"; } 2>/dev/null || :
start_time() { read -r stat <"/proc/$$/stat"; set -- ${stat##*) }; started=${20}; }
start_time
read -r boot </proc/sys/kernel/random/boot_id
printf '{"pid":%s,"start_time":%s,"boot_id":"%s"}\n' "$$" "$started" "$boot" >"$folder/process" || { rm -f "$folder/process"; exit 1; }

# Reached only if exec fails: what exec replaces runs no trap.
trap ': >"$folder/not_started"' EXIT
exec "$@" <"$stdin" >>"$folder/stdout" 2>>"$folder/stderr"
