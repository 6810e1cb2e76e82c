using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>An ERP on loopback: keeps each reference once, and refuses a period that a test has closed. Beside it a clearinghouse that takes acknowledgements.</summary>
internal sealed class LedgerStub : IAsyncDisposable
{
    private readonly WebApplication server;

    private LedgerStub(WebApplication server) => this.server = server;

    public Uri Address { get; private set; } = new("http://localhost");

    public Uri Clearinghouse => new(Address, "/acknowledgements");

    /// <summary>Acknowledgements that came, each payload once.</summary>
    public ConcurrentDictionary<string, byte[]> Acknowledgements { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Bodies { get; } = new(StringComparer.Ordinal);

    /// <summary>How many postings are refused from now on because the period is closed.</summary>
    public int Refusing { get; set; }

    /// <summary>Answers nothing but 503.</summary>
    public bool IsAway { get; set; }

    /// <summary>How many came while it was away.</summary>
    public int Missed { get; private set; }

    /// <summary>Takes the next posting, and is away before it has answered.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>References in the order in which they were answered as posted.</summary>
    public ConcurrentQueue<string> Answered { get; } = new();

    public static async Task<LedgerStub> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var ledger = new LedgerStub(app);
        app.MapPost("/erp/journals", ledger.TakeAsync);
        app.MapPost("/acknowledgements", ledger.AcknowledgeAsync);
        await app.StartAsync(cancel);
        ledger.Address = new Uri(new Uri(app.Urls.First()), "/erp/journals");
        return ledger;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AcknowledgeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Acknowledgements[Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body.ToArray()))] = body.ToArray();
        context.Response.StatusCode = 204;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var json = JsonElement.Parse(body);
        if (IsAway)
        {
            Missed++;
            context.Response.StatusCode = 503;
            return;
        }

        if (Refusing > 0)
        {
            Refusing--;
            context.Response.StatusCode = 409;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync("""{"code":"period-closed","detail":"The period is closed."}""", context.RequestAborted);
            return;
        }

        var reference = json.GetProperty("externalRef").GetString() ?? "";
        if (Bodies.GetOrAdd(reference, body) != body)
        {
            context.Response.StatusCode = 409;
            return;
        }

        if (IsLeaving)
        {
            (IsLeaving, IsAway) = (false, true);
            context.Response.StatusCode = 503;
            return;
        }

        Answered.Enqueue(reference);
        var (debits, credits) = (Sum("debit"), Sum("credit"));
        context.Response.StatusCode = 201;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { erpId = $"JE-{reference[3..15]}", externalRef = reference, period = json.GetProperty("period").GetString(), debits, credits }), context.RequestAborted);

        string Sum(string side) => Dollars.Text(json.GetProperty("lines").EnumerateArray().Sum(l => l.TryGetProperty(side, out var amount) ? amount.GetDecimal() : 0));
    }
}
