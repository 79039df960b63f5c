using FsCheck;
using FsCheck.Xunit;

namespace TaskSync.Core.Tests.Ids;

public class IdSpecs
{
    [Property]
    public void The_same_parts_give_the_same_id_in_the_common_form(NonNull<string> a, NonNull<string> b)
    {
        TaskId id = TaskId.Derive(a.Get, b.Get);

        Assert.Equal(id, TaskId.Derive(a.Get, b.Get));
        Assert.Matches("^t_[0-9abcdefghjkmnpqrstvwxyz]{26}$", id.Value);
        Assert.True(TaskId.TryParse(id.ToString(), out TaskId read));
        Assert.Equal(id, read);
    }

    [Fact]
    public void Parts_are_told_apart_however_they_are_split()
    {
        string[][] splits = [["ab", "c"], ["a", "bc"], ["abc"], ["", "abc"], ["abc", ""], ["a", "b", "c"], [], [""]];

        Assert.Distinct(splits.Select(parts => TaskId.Derive(parts)));
    }

    [Property]
    public void Every_one_of_the_130_bits_counts(byte bit)
    {
        int place = bit % 130;
        byte[] bytes = new byte[17];
        bytes[place / 8] = (byte)(0x80 >> (place % 8));

        Assert.NotEqual(SessionId.FromBytes(new byte[17]), SessionId.FromBytes(bytes));
    }

    [Fact]
    public void Sixteen_bytes_are_too_few() => Assert.Throws<ArgumentException>(() => AgentId.FromBytes(new byte[16]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t_")]
    [InlineData("s_00000000000000000000000000")]
    [InlineData("T_00000000000000000000000000")]
    [InlineData("t-00000000000000000000000000")]
    [InlineData("t_0000000000000000000000000")]
    [InlineData("t_000000000000000000000000000")]
    [InlineData("t_0000000000000000000000000I")]
    [InlineData("t_0000000000000000000000000u")]
    [InlineData("t_0000000000000000000000000/")]
    [InlineData("t_0000000000000000000000000\n")]
    [InlineData(" t_00000000000000000000000000")]
    public void What_is_no_id_is_not_read(string? text)
    {
        Assert.False(TaskId.TryParse(text, out TaskId id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void An_id_is_read_as_its_own_type_alone()
    {
        string task = TaskId.Derive("x").Value;

        Assert.False(SessionId.TryParse(task, out _));
        Assert.False(AgentId.TryParse(task, out _));
        Assert.NotEqual(task[1..], SessionId.Derive("y").Value[1..]);
        Assert.Equal("", default(TaskId).ToString());
    }
}
