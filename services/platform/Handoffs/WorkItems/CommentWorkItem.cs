using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>Free text on an item, sealed before it is stored.</summary>
public sealed record CommentWorkItem(string Text, Actor By, DateTimeOffset At) : WorkItemCommand(At);

/// <summary>What people have said about an item; sealed.</summary>
public sealed record WorkItemComments(Guid? CaseId, IReadOnlyList<WorkItemComment> Comments);

/// <summary>One comment, sealed.</summary>
public sealed record WorkItemComment(Sealed<string> Text, string By, ActorKind Kind, DateTimeOffset At);

/// <summary>Comments by item, apart from the queue, so that a queue carries no patient data.</summary>
public sealed class WorkItemCommentsView : View<WorkItemComments>
{
    public override string Name => "work_item_comments_v1";

    public override string? InlineOf => WorkItemAggregate.Name;

    public override WorkItemComments? Apply(string key, WorkItemComments? document, object happened, EventEnvelope envelope) => happened switch
    {
        WorkItemOpened e => new WorkItemComments(e.CaseId, []),
        WorkItemCommented e when document is not null => document with { Comments = [.. document.Comments, new WorkItemComment(e.Text, e.By.Id, e.By.Kind, e.At)] },
        _ => document,
    };
}

internal static class CommentWorkItemEndpoint
{
    internal sealed record Request(string Text);

    internal sealed record Comment(string? Text, string By, ActorKind Kind, DateTimeOffset At);

    internal static void Map(RouteGroupBuilder items)
    {
        items.MapPost("/{workItemId:guid}/comments", HandleAsync).Validating<Request>()
            .Described("commentWorkItem", "Says something about an item; the text is sealed", WorkItemRefusals.Unknown);
        items.MapGet("/{workItemId:guid}/comments", ListAsync).RecordingAccess()
            .Described("listWorkItemComments", "What was said about an item; the look is recorded", WorkItemRefusals.Unknown);
    }

    // A comment decides nothing, so it needs no If-Match.
    private static async Task<CommandResult> HandleAsync(
        Guid workItemId, Request request, Caller caller, Streams<WorkItemCommand> items, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await items.ExecuteAsync(workItemId, new CommentWorkItem(request.Text, caller.ToActor(), clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    private static async Task<Results<Ok<List<Comment>>, ProblemResult>> ListAsync(
        Guid workItemId, Views<WorkItemComments> comments, Vault vault, Accessed accessed, CancellationToken cancel)
    {
        if (await comments.FindAsync(workItemId, cancel) is not { } found) return new ProblemResult(WorkItemRefusals.Unknown.ToProblem());
        if (found.CaseId is { } caseId) accessed.Case(caseId);
        var opened = new List<Comment>(found.Comments.Count);
        foreach (var comment in found.Comments) opened.Add(new Comment(await vault.OpenAsync(comment.Text, cancel), comment.By, comment.Kind, comment.At));
        return TypedResults.Ok(opened);
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Text).NotEmpty().MaximumLength(4000);
    }
}
