# Runs one attempt, outlives the agent, and records how it ended: what supervise.sh and begin.sh are where
# setsid is.
#   the attempt's nonce, by which this process is known   its folder   this boot   the file to read stdin from
#   the folder that it runs in   then program and arguments
# It never reads what it runs, and loads no module's Perl before it waits: that would cost more memory and
# time than all of the rest.
use strict;
my ($nonce, $folder, $boot, $stdin, $cwd, @command) = @ARGV;
my $born = time;

# What the agent, or who started it, ignores is inherited. A command that writes to a closed pipe must end,
# not complain.
$SIG{$_} = 'DEFAULT' for grep { !/^(?:KILL|STOP|__)/ } keys %SIG;

# Nobody waits for what this process holds open: not the agent's terminal, not a pipe behind it.
open STDIN, '<', '/dev/null';
open STDERR, '>>', "$folder/supervisor.log" or exit 1;
open STDOUT, '>', '/dev/null';

# The compiled halves of two modules, without the Perl around them.
require XSLoader;
XSLoader::load($_) for qw(POSIX Fcntl);
POSIX::setsid() > 0 or die "No session of its own: $!\n";

# A signal that is meant for the command, or for the agent's terminal, must not cost the record of the end.
my @spared = qw(HUP INT QUIT TERM);
$SIG{$_} = sub { } for @spared;

# Who this is, and between which seconds it was born. All or nothing: what is cut says nothing to the agent
# either.
sub identity {
    my ($since) = @_;
    my $now = time;
    qq({"pid":$$,"not_before":$since,"start_time":$now,"boot_id":"$boot"}\n);
}

sub save {
    my ($to, $text) = @_;
    my $put = syswrite $to, $text;
    defined $put && $put == length $text && close $to;
}

sub note {
    my ($path, $text) = @_;
    open my $to, '>>', $path or return;
    save($to, $text);
}

# The claim: of all supervisors that were ever started for this attempt, only the first comes past this line.
# On a busy machine perl may take its time to begin, and the nonce says the rest: hence the minute.
sysopen my $claim, "$folder/supervisor", Fcntl::O_WRONLY() | Fcntl::O_CREAT() | Fcntl::O_EXCL(), 0666 or exit 0;
save($claim, identity($born - 60)) or exit 0;

# The place for the record of the end is taken before there is anything to end: what the command fills the
# disk with can't take it.
open my $place, '>', "$folder/exit.new" or exit 1;
save($place, ' ' x 64 . "\n") or exit 1;

# A command that is spoken to while it runs reads from a pipe, and this is who writes there, so that the agent
# need not be: first what it is asked, then each file whose name the agent calls, once, with a mark when it
# was handed on. Whoever is left to write keeps the pipe open.
sub hand_on {
    my ($to, $path) = @_;
    open my $from, '<', $path or return;
    while (my $size = sysread $from, my $part, 65536) {
        for (my $at = 0; $at < $size;) { $at += syswrite($to, $part, $size - $at, $at) || return }
    }
    1;
}

sub feed {
    open my $to, '>', $stdin or return;
    hand_on($to, "$folder/stdin");
    open my $calls, '+<', "$folder/calls" or return;
    while (defined(my $name = <$calls>)) {
        chomp $name;
        last if $name eq 'close';
        -e "$folder/$name.said" or hand_on($to, "$folder/$name") && note("$folder/$name.said", '');
    }
}

my $feeder;
if (-p $stdin) {
    $feeder = fork;
    defined $feeder or die "No process to speak to the command: $!\n";
    if (!$feeder) { $SIG{$_} = 'DEFAULT' for @spared; feed(); exit 0 }
}

# Becomes the command: same pid, in a session and process group of its own.
sub begin {
    my ($since) = @_;
    # Before anybody can know of it: what is meant for the command from then on must not be lost because exec
    # is yet to come.
    $SIG{$_} = 'DEFAULT' for @spared;
    POSIX::setsid();
    # The agent looked where that path leads, and something may have put a link there before it was entered. A Mac's
    # disk most often takes letters of both cases for the same.
    lc POSIX::getcwd() eq lc $cwd or return "$cwd led to another folder when it was entered.";
    note("$folder/process", identity($since)) or do { unlink "$folder/process"; return "No room to say who it is: $!" };
    # What macOS's choice of perls leaves, and what perl was not to see.
    delete @ENV{qw(PERL_BADLANG VERSIONER_PERL_VERSION VERSIONER_PERL_PREFER_32_BIT)};
    for my $name (keys %ENV) { $ENV{$1} = delete $ENV{$name} if $name =~ /^TASKSYNC_KEPT_(.+)/s }
    open STDIN, '<', $stdin or return "$stdin: $!";
    open STDOUT, '>>', "$folder/stdout" or return "$folder/stdout: $!";
    open STDERR, '>>', "$folder/stderr" or return "$folder/stderr: $!";
    exec { $command[0] } @command;
    return "$command[0]: $!";
}

my $forked = time;
my $pid = fork;
defined $pid or note("$folder/not_started", "No process for the command: $!\n");
if (defined $pid && !$pid) {
    note("$folder/not_started", begin($forked) . "\n");
    POSIX::_exit(126);
}
waitpid $pid, 0 if $pid;
my ($code, $signal) = $pid ? ($? >> 8, $? & 127) : (1, 0);
kill 'TERM', $feeder if $feeder;

my $record = -e "$folder/not_started" || !-e "$folder/process" ? qq({"not_started":true,"exit_code":$code})
    : $signal ? qq({"signal":$signal}) : qq({"exit_code":$code});

# To the disk's own medium: F_FULLFSYNC of Apple's sys/fcntl.h. A file system that does not know it knows
# fsync.
sub durable {
    my ($file) = @_;
    return 1 if $^O eq 'darwin' && fcntl $file, 51, 0;
    eval { require IO::Handle; $file->sync };
}

# Whole and on disk before it has its name.
sub write_record {
    sysopen my $file, "$folder/exit.new", Fcntl::O_WRONLY() | Fcntl::O_CREAT(), 0666 or return;
    my $put = syswrite $file, $record;
    $put && $put == length $record && durable($file) && close $file && rename "$folder/exit.new", "$folder/exit";
}

# A disk may be full or away for a moment. After half a minute the agent says that the end is not known, which
# is true then.
for (my $tries = 1; !write_record(); $tries++) {
    print STDERR "$folder/exit: $!\n";
    exit 1 if $tries >= 30;
    sleep 1;
}
open my $names, '<', $folder or exit 0;
durable($names);
