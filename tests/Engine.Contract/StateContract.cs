using Orleans.Runtime;
using Orleans.Storage;

namespace TaskSync.Engine.Contract;

/// <summary>What a grain may rely on of its stored state.</summary>
public abstract class StateContract : EngineContract
{
    [Fact]
    public async Task Before_the_first_write_the_state_is_as_its_constructor_makes_it()
    {
        Assert.Equal("as constructed", await Cell().Get());
        Assert.False(await Cell().IsStored());
    }

    [Fact]
    public async Task What_was_written_is_there_after_the_next_activation_and_before_OnActivateAsync()
    {
        await Cell().Set("written");
        await MakeItLeave();

        Assert.Equal("written", await Cell().Get());
        Assert.True(await Cell().IsStored());
        Assert.Contains("activated with written", ProbeOf().Rest());
    }

    [Fact]
    public async Task What_was_not_written_is_lost()
    {
        await Cell().Set("written");
        await Cell().SetUnsaved("only in memory");
        Assert.Equal("only in memory", await Cell().Get());

        await Cell().ReadAgain();

        Assert.Equal("written", await Cell().Get());
    }

    [Fact]
    public async Task A_cleared_state_has_no_record()
    {
        await Cell().Set("written");

        await Cell().Clear();

        Assert.False(await Cell().IsStored());
    }

    [Fact]
    public async Task An_error_of_the_storage_arrives_wrapped()
    {
        Engine.Storage.FailNextWrite(WriteFault.BeforeWriting);

        Assert.Equal("OrleansException of IOException", await Cell().SetAndDescribeError("lost"));
    }

    [Fact]
    public async Task A_lost_compare_and_set_arrives_as_it_is()
    {
        Engine.Storage.FailNextWrite(WriteFault.SomebodyElseWrote);

        Assert.Equal("InconsistentStateException of nothing", await Cell().SetAndDescribeError("lost"));
    }

    [Fact]
    public async Task A_write_that_failed_may_have_landed_and_then_the_next_one_is_inconsistent()
    {
        await Cell().Set("before");
        Engine.Storage.FailNextWrite(WriteFault.AfterWriting);

        await Assert.ThrowsAsync<OrleansException>(() => Cell().Set("landed"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Cell().Set("from the old memory"));
        Assert.Equal("landed", await Cell().Get());
    }

    [Fact]
    public async Task An_inconsistent_state_that_escapes_ends_the_activation_and_the_state_is_read_again()
    {
        await Cell().Set("true");
        Engine.Storage.FailNextWrite(WriteFault.SomebodyElseWrote);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Cell().Set("wrong"));

        Assert.Equal("true", await Cell().Get());
    }

    [Fact]
    public async Task An_inconsistent_state_that_is_caught_leaves_the_activation_as_it_is()
    {
        await Cell().Set("true");
        Engine.Storage.FailNextWrite(WriteFault.SomebodyElseWrote);

        await Cell().SetAndDescribeError("wrong");

        Assert.Equal("wrong", await Cell().Get());
    }

    [Fact]
    public async Task An_inconsistent_state_of_another_grain_does_not_end_its_caller()
    {
        await Cell("caller").SetUnsaved("only in memory");
        Engine.Storage.FailNextWrite(WriteFault.SomebodyElseWrote);

        await Assert.ThrowsAsync<InconsistentStateException>(
            () => Cell("caller").SetOther(Key("other"), "wrong"));

        Assert.Equal("only in memory", await Cell("caller").Get());
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_fails_the_call_and_the_next_one_tries_again()
    {
        Engine.Storage.FailNextRead = new IOException("The disk is gone.");

        await Assert.ThrowsAsync<OrleansException>(() => Cell().Get());

        Assert.Equal("as constructed", await Cell().Get());
    }

    [Fact]
    public async Task State_cannot_be_touched_by_code_that_left_the_grain()
    {
        Assert.False(await Cell().CanTouchStateElsewhere());
    }

    private async Task MakeItLeave()
    {
        Engine.Storage.FailNextWrite(WriteFault.SomebodyElseWrote);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Cell().Set("not written"));
    }
}
