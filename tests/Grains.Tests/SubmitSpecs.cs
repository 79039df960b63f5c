using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

public sealed class SubmitSpecs : IDisposable
{
    private readonly GrainWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_same_key_finds_the_task_that_it_made()
    {
        SubmitOutcome first = _world.Submit(GrainWorld.Command("key"));
        SubmitOutcome second = _world.Submit(GrainWorld.Command("key"));
        Assert.Equal((true, true, true, false), (first.Accepted, first.IsNew, second.Accepted, second.IsNew));
        Assert.Equal(first.TaskId, second.TaskId);
        Assert.Equal(1, _world.Read(first.TaskId).Version);
    }

    [Fact]
    public void The_same_key_for_another_request_is_refused()
    {
        _world.Submit(GrainWorld.Command("key"));
        SubmitOutcome other = _world.Submit(GrainWorld.Command("key", hash: "another"));
        Assert.Equal((false, Refusal.KeyReused), (other.Accepted, other.Code));
    }

    [Fact]
    public void Submits_side_by_side_get_an_ordinal_each()
    {
        Task<SubmitOutcome>[] submits = [.. Enumerable.Range(0, 20).Select(i =>
            _world.Start(() => _world.Talk(GrainWorld.Session()).Submit(GrainWorld.Command($"key {i}"))))];
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i),
            submits.Select(submit => _world.Read(submit.Result.TaskId).Ordinal).Order());
    }

    [Fact]
    public void A_task_that_founds_its_session_is_the_first_and_others_follow_it()
    {
        SubmitOutcome first = _world.Submit(GrainWorld.Command("key") with { Founds = true });
        Assert.Equal(1, _world.Read(first.TaskId).Ordinal);
        Assert.Equal(2, _world.Read(_world.Submit()).Ordinal);
    }

    [Fact]
    public void A_founding_task_that_is_there_already_takes_no_second_place()
    {
        SubmitCommand founding = GrainWorld.Command("key") with { Founds = true };
        TaskId first = _world.Submit(founding).TaskId;
        _world.Submit();
        _world.Restart();
        SubmitOutcome again = _world.Submit(founding);
        Assert.Equal((true, false, first), (again.Accepted, again.IsNew, again.TaskId));
        Assert.Equal(3, _world.Read(_world.Submit()).Ordinal);
    }

    [Fact]
    public void A_task_that_only_seems_to_found_its_session_is_placed_when_it_is_submitted_again()
    {
        _world.Submit();
        _world.Restart();
        SubmitCommand founding = GrainWorld.Command("key") with { Founds = true };
        Assert.ThrowsAny<Exception>(() => _world.Submit(founding));
        Assert.Equal(2, _world.Read(_world.Submit(founding).TaskId).Ordinal);
    }

    [Fact]
    public void A_submit_whose_write_failed_is_repeated_with_the_same_ordinal()
    {
        _world.Submit();
        _world.Disk.FailNext();
        Assert.ThrowsAny<Exception>(() => _world.Submit(GrainWorld.Command("key")));
        SubmitOutcome again = _world.Submit(GrainWorld.Command("key"));
        Assert.True(again.IsNew);
        Assert.Equal(2, _world.Read(again.TaskId).Ordinal);
    }

    [Fact]
    public void A_submit_whose_write_landed_and_was_reported_as_failed_is_found_by_its_repetition()
    {
        _world.Disk.FailNextAfterwards();
        Assert.ThrowsAny<Exception>(() => _world.Submit(GrainWorld.Command("key")));
        SubmitOutcome again = _world.Submit(GrainWorld.Command("key"));
        Assert.Equal((true, false), (again.Accepted, again.IsNew));
        Assert.Equal(2, _world.Read(_world.Submit()).Ordinal);
    }

    [Fact]
    public void A_task_for_a_session_that_must_be_there_and_is_not_is_refused()
    {
        SubmitOutcome outcome = _world.Submit(GrainWorld.Command("key") with { MustExist = true });
        Assert.Equal((false, Refusal.NoSuchTask), (outcome.Accepted, outcome.Code));
    }

    [Fact]
    public void What_was_acknowledged_is_there_after_the_server_was_killed()
    {
        TaskId task = _world.Submit();
        _world.Restart();
        Assert.Equal(TaskState.Queued, _world.Read(task).State);
        Assert.Equal(2, _world.Read(_world.Submit()).Ordinal);
    }

    [Fact]
    public void A_session_that_is_not_there_can_not_be_renamed() =>
        Assert.False(_world.Apply(new SessionCommand.Rename("a title")).Found);
}
