using System.Text.Json;

namespace Healthcare.Sandbox.Scripts;

/// <summary>What a partner shall do at one step with what matches.</summary>
internal sealed record Script
{
    public long Id { get; init; }

    /// <summary>Narrows to one partner; null for whichever plays the step.</summary>
    public string? Partner { get; init; }

    public required string Step { get; init; }

    /// <summary>Name of an identifier and its value; all must fit. <c>next</c> takes whatever comes next, <c>id</c> any identifier.</summary>
    public required IReadOnlyDictionary<string, string> Match { get; init; }

    public required string Behaviour { get; init; }

    /// <summary>How often it applies; null for always.</summary>
    public int? Times { get; init; }

    public TimeSpan? Delay { get; init; }

    /// <summary>HTTP status of <c>500</c>.</summary>
    public int? Status { get; init; }

    /// <summary>Code of the reason: HCR03, CARC, AAA03.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason in words.</summary>
    public string? Text { get; init; }

    /// <summary>Dollars, where the behaviour is about money.</summary>
    public decimal? Amount { get; init; }

    public int Used { get; set; }
}

/// <summary>A script as it is posted.</summary>
internal sealed record ScriptRequest(
    Dictionary<string, JsonElement>? Match, string? Behaviour, string? Step = null, string? Partner = null, int? Times = null, int? DelayMilliseconds = null, int? Status = null,
    string? Reason = null, string? Text = null, decimal? Amount = null);
