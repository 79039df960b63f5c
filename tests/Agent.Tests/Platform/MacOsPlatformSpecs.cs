using System.Buffers.Binary;
using System.Text;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Platform.MacOs;
using TaskSync.Agent.Processes;
using TaskSync.Agent.Tests.Dummy;

namespace TaskSync.Agent.Tests.Platform;

/// <summary>What macOS's kernel answers, as its headers lay it out, and what is made of it.</summary>
public sealed class MacOsPlatformSpecs
{
    [Fact]
    public void A_process_is_read_where_the_headers_put_it()
    {
        // The offsets that a compiler gives to struct kinfo_proc of xnu-11417, LP64; its size is also
        // SizeofKinfoProc (0x288) of Go's golang.org/x/sys/unix for both Macs.
        byte[] record = new byte[648];
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(0), 1_700_000_000);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), 250_001);
        record[36] = 3;
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(40), 4711);
        Encoding.ASCII.GetBytes("a name of sixtee").CopyTo(record.AsSpan(243));
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(560), 4710);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(564), 4700);
        byte[] ended = [.. record];
        ended[36] = 5;

        Assert.Equal(
            [
                new KinfoProc(4711, 4710, 4700, 1_700_000_000_250_001, IsZombie: false, "a name of sixtee"),
                new KinfoProc(4711, 4710, 4700, 1_700_000_000_250_001, IsZombie: true, "a name of sixtee"),
            ],
            KinfoProc.ReadAll([.. record, .. ended, .. new byte[100]]));
    }

    [Theory]
    [InlineData("\u0002\0\0\0/bin/sh\0\0\0\0sh\0-c\0A=1\0B=\0\0ptr_munge=\0", "sh,-c", "A=1,B=")]
    [InlineData("\u0002\0\0\0/bin/sh\0\0\0\0sh\0-c\0", "sh,-c", "")]
    [InlineData("\u0003\0\0\0/bin/x\0x\0\0two\0A=1\0", "x,,two", "A=1")]
    [InlineData("\0\0\0\0/bin/x\0", "", "")]
    public void Arguments_and_environment_are_told_apart_by_their_number(string bytes, string arguments, string environment)
    {
        ProcArgs read = ProcArgs.Read(Encoding.ASCII.GetBytes(bytes))!;
        Assert.Equal((arguments, environment), (string.Join(',', read.Arguments), string.Join(',', read.Environment)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0002\0\0\0")]
    [InlineData("\u0002\0\0\0/bin/x\0\0one\0")]
    public void What_is_cut_says_nothing(string bytes) => Assert.Null(ProcArgs.Read(Encoding.ASCII.GetBytes(bytes)));

    [Theory]
    [InlineData("\u0001\0\0\0/bin/x\0\0x\0TASKSYNC_NONCE=abc\0", true)]
    [InlineData("\u0007\0\0\0/usr/bin/perl\0\0perl\0-f\0-e\0text\0--\0abc\0/folder\0", true)]
    [InlineData("\u0003\0\0\0/usr/bin/pgrep\0\0pgrep\0-f\0abc\0", null)]
    [InlineData("\u0001\0\0\0/bin/x\0\0x\0TASKSYNC_NONCE=abcd\0", false)]
    [InlineData("\u0002\0\0\0/bin/sleep\0\0sleep\0300\0", null)]
    [InlineData(null, null)]
    public void A_nonce_is_carried_or_not_or_the_kernel_keeps_that_to_itself(string? bytes, bool? carries)
    {
        var platform = new MacOsPlatform(new OneProcess(0, bytes is null ? null : Encoding.ASCII.GetBytes(bytes)));
        Assert.Equal(carries, platform.Carries(1, "abc"));
        Assert.False(platform.Carries(1, ""));
    }

    [Theory]
    [InlineData(999.0, true)]
    [InlineData(1000.7, true)]
    [InlineData(1001.999, true)]
    [InlineData(1003.1, false)]
    [InlineData(998.9, false)]
    public void Who_has_the_number_is_who_wrote_the_record_only_if_born_in_its_seconds(double startedAt, bool isSame)
    {
        var platform = new MacOsPlatform(new OneProcess((long)(startedAt * 1_000_000)));
        Assert.Equal(isSame, platform.IsOfRecord(platform.Find(1)!, new ProcessRecord(1, 1001, "boot", NotBefore: 1000)));
    }

    [Fact]
    public void Two_whose_session_is_not_told_are_no_kin()
    {
        var platform = new MacOsPlatform(new OneProcess(0));
        Assert.Equal(-1, Assert.Single(platform.Processes()).Session);
    }

    [Fact]
    public async Task The_trial_succeeds_where_all_is_as_it_should_be() =>
        Assert.Null(await new MacOsPlatform(new XnuOnLinux()).WhyNotAsync(TimeProvider.System));

    [Fact]
    public async Task The_trial_says_what_is_not_as_it_should_be()
    {
        Assert.Contains("does not tell of this process", await WhyNotAsync(new OneProcess(0)), StringComparison.Ordinal);
        // A kernel whose records are laid out in another way than the headers say.
        Assert.Contains("is not recognized", await WhyNotAsync(new BornAnotherTime()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_says_at_its_start_that_nobody_has_proved_it_on_macOS()
    {
        await using Bench bench = await Bench.StartAsync(flavour: Flavour.MacOs);
        await bench.EndOf(bench.Submit("true"));
        Assert.Contains("Not yet proved on macOS", bench.Log.ToString(), StringComparison.Ordinal);
        await using Bench linux = await Bench.StartAsync(flavour: Flavour.Linux);
        await linux.EndOf(linux.Submit("true"));
        Assert.DoesNotContain("macOS", linux.Log.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string?> WhyNotAsync(IXnu xnu) => await new MacOsPlatform(xnu).WhyNotAsync(TimeProvider.System);

    /// <summary>A kernel with one process, number 1.</summary>
    private sealed class OneProcess(long startedAt, byte[]? arguments = null) : IXnu
    {
        public string BootSession() => "boot";

        public byte[] AllProcesses()
        {
            byte[] record = new byte[KinfoProc.Size];
            BinaryPrimitives.WriteInt64LittleEndian(record, startedAt / 1_000_000);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(KinfoProc.MicrosecondsAt), (int)(startedAt % 1_000_000));
            record[KinfoProc.PidAt] = 1;
            return record;
        }

        byte[] IXnu.OneProcess(int pid) => pid == 1 ? AllProcesses() : [];

        public byte[]? Arguments(int pid) => arguments;

        public int? SessionOf(int pid) => null;

        public TimeSpan? Age(int pid) => null;
    }

    private sealed class BornAnotherTime : IXnu
    {
        private readonly IXnu _real = new XnuOnLinux();

        public string BootSession() => _real.BootSession();

        public byte[] AllProcesses() => _real.AllProcesses();

        public byte[] OneProcess(int pid)
        {
            byte[] record = _real.OneProcess(pid);
            if (record.Length > 0) BinaryPrimitives.WriteInt64LittleEndian(record, 1);
            return record;
        }

        public byte[]? Arguments(int pid) => _real.Arguments(pid);

        public int? SessionOf(int pid) => _real.SessionOf(pid);

        public TimeSpan? Age(int pid) => _real.Age(pid);
    }
}
