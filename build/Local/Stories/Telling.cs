using System.Globalization;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;

namespace Healthcare.Local.Stories;

/// <summary>Tells stories side by side on a running system, with the staff who book and code whatever comes to their desks.</summary>
internal sealed class Telling(Layout layout, IReadOnlyDictionary<string, Uri> addresses) : IDisposable
{
    // More at once only wait for each other on a small machine.
    private const int AtOnce = 6;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private Uri Gateway => addresses[Part.Gateway.Name];

    private Uri Sandbox => addresses[Part.Sandbox.Name];

    /// <summary>Plays them; the same seed sends the same referrals, which the system knows again.</summary>
    public async Task<IReadOnlyList<StoryResult>> TellAsync(IReadOnlyList<Story> stories, string? seed, Action<string, string> say, CancellationToken cancel)
    {
        using var tokens = new Tokens(http, Sandbox, layout.Keys);
        var run = seed ?? TimeProvider.System.GetUtcNow().ToString("yyMMddHHmmss", CultureInfo.InvariantCulture);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var staff = new Staff(http, Gateway, tokens, c => Scene.NowAsync(http, Sandbox, c)).WorkAsync(done.Token);
        var results = new StoryResult[stories.Count];
        var order = Enumerable.Range(0, stories.Count).ToList();
        var played = PlayAllAsync();
        if (await Task.WhenAny(played, staff) == staff) await done.CancelAsync();
        if (staff.IsFaulted) await staff;
        await played;
        await done.CancelAsync();
        await staff.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return results;

        // What touches other cases is told when they are over, and what moves the clock last.
        async Task PlayAllAsync()
        {
            await Parallel.ForEachAsync(
                order.Where(i => !stories[i].IsAlone), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = done.Token }, async (i, c) => results[i] = await PlayAsync(stories[i], run, i, tokens, say, c));
            foreach (var i in order.Where(i => stories[i].IsAlone).OrderBy(i => stories[i].MovesTime)) results[i] = await PlayAsync(stories[i], run, i, tokens, say, done.Token);
        }
    }

    /// <summary>The trail held against every service's own log, by position and hash.</summary>
    public async Task<ProofResult> ProveAsync(CancellationToken cancel)
    {
        using var tokens = new Tokens(http, Sandbox, layout.Keys);
        return await ProofResult.AskAsync(new Door(http, Gateway, c => tokens.StaffAsync("demo.compliance", "compliance-officer", c)), cancel);
    }

    public void Dispose() => http.Dispose();

    private async Task<StoryResult> PlayAsync(Story story, string run, int number, Tokens tokens, Action<string, string> say, CancellationToken cancel)
    {
        var compliance = new Door(http, Gateway, c => tokens.StaffAsync("demo.compliance", "compliance-officer", c));
        var cases = new CaseFile(compliance, new Door(http, Gateway, c => tokens.StaffAsync("demo.finance", "gl-accountant", c)));
        var scene = new Scene(http, Gateway, Sandbox, tokens, cases, new SampleReferral($"{run}-{story.Name}", number), text => say(story.Name, text));
        string? problem = null;
        try
        {
            await story.PlayAsync(scene, cancel);
        }
        catch (Exception broken) when (broken is StoryBroken or InvalidOperationException or KeyNotFoundException)
        {
            problem = broken.Message;
        }

        var took = scene.Took;
        say(story.Name, problem is null ? string.Create(CultureInfo.InvariantCulture, $"as told, in {took.TotalSeconds:0.0} s") : $"NOT as told: {problem}");
        var caseId = scene.CaseId ?? (scene.TrackingId is { } tracking ? await cases.IdOfAsync(tracking, cancel) : null);
        var money = caseId is null ? null : await cases.MoneyAsync(caseId, cancel);
        if (problem is null && scene.Stage == "posted" && money is not { Balances: true }) problem = $"its money does not balance: {money}";
        return caseId is null
            ? new StoryResult(story.Name, story.Tells, scene.TrackingId, CaseId: null, scene.Stage, took, Money: null, scene.Heard, [], [], problem)
            : new StoryResult(
                story.Name, story.Tells, scene.TrackingId, caseId, scene.Stage, took, money, scene.Heard,
                await cases.BoundariesAsync(caseId, cancel), await cases.TimelineAsync(caseId, cancel), problem);
    }
}
