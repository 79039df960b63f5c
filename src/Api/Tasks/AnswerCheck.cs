using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tasks;

/// <summary>Says all that is wrong with the form of an answer; whether it is asked for, its task knows.</summary>
internal static class AnswerCheck
{
    public static Problem? Check(AnswerRequest request, out AnswerBehavior behavior)
    {
        var wrong = new List<FieldProblem>();
        if (request.RequestId is not { Length: > 0 and <= Limits.RequestIdLength })
        {
            wrong.Add(new("request_id", "\"request_id\" is that of the task's question."));
        }
        if (!Words.TryParse(request.Behavior, out behavior))
        {
            wrong.Add(new("behavior", "\"behavior\" is allow or deny."));
        }
        if (request.Text?.Length > Limits.AnswerTextLength)
        {
            wrong.Add(new("text", $"\"text\" may have {Limits.AnswerTextLength} characters at most."));
        }
        return wrong.Count > 0 ? Problem.Invalid(wrong) : null;
    }
}
