using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Originals;
using Healthcare.Platform.Tests.X12;
using Healthcare.X12;
using Healthcare.X12Exchange;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.X12Exchange;

public sealed class AcknowledgingFiles
{
    private static readonly string Good = Encoding.Latin1.GetString(SetSample.Named("277CA").Bytes());

    [Test]
    public async Task A_sound_file_gets_one_999_for_each_group_and_no_TA1()
    {
        await using var exchange = New();
        var (bytes, due) = await AnswerAsync(exchange, Good);
        var acknowledged = Acknowledgement999.Read(bytes, Sound()).Single();
        Assert.Multiple(() =>
        {
            Assert.That((acknowledged.GroupFunctionalId, acknowledged.Outcome, acknowledged.SetsAccepted), Is.EqualTo(("HN", AcknowledgementOutcome.Accepted, 1)));
            Assert.That(InterchangeAcknowledgement.Read(bytes, Sound()), Is.Empty);
            Assert.That((due.SetsReceived, due.SetsAccepted, due.ControlNumbers.Single()), Is.EqualTo((1, 1, "000000001")));
        });
    }

    [Test]
    public async Task A_refused_interchange_gets_a_TA1_and_no_999()
    {
        await using var exchange = New();
        var (bytes, _) = await AnswerAsync(exchange, Good.Replace("IEA*1*", "IEA*3*", StringComparison.Ordinal));
        Assert.That(InterchangeAcknowledgement.Read(bytes, Sound()).Single().NoteCode, Is.EqualTo("021"));
        Assert.That(Acknowledgement999.Read(bytes, Sound()), Is.Empty);
    }

    [Test]
    public async Task A_TA1_that_ISA14_asks_for_stands_before_the_999()
    {
        await using var exchange = New();
        var isa = Good[..Good.IndexOf("GS*", StringComparison.Ordinal)];
        var (bytes, _) = await AnswerAsync(exchange, Good.Replace(isa, isa.Replace("*0*P*", "*1*P*", StringComparison.Ordinal).Replace("*0*T*", "*1*T*", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.That((InterchangeAcknowledgement.Read(bytes, Sound()).Single().NoteCode, Acknowledgement999.Read(bytes, Sound()).Count), Is.EqualTo(("000", 1)));
    }

    [Test]
    public async Task Several_interchanges_are_answered_in_one_file_each_under_its_own_number()
    {
        await using var exchange = New();
        var (bytes, due) = await AnswerAsync(exchange, Good + Good.Replace("000000007", "000000008", StringComparison.Ordinal));
        Assert.That((due.ControlNumbers.Distinct().Count(), Acknowledgement999.Read(bytes, Sound()).Count), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task What_acknowledges_is_not_acknowledged_not_even_when_it_is_broken()
    {
        await using var exchange = New();
        var acknowledgement = Encoding.Latin1.GetString(SetSample.Named("999").Bytes());
        var broken = acknowledgement.Replace("IEA*1*", "IEA*3*", StringComparison.Ordinal);
        var ta1 = Encoding.Latin1.GetString(X12Document.WriteUngrouped(Sample.Interchange with { AcknowledgementRequested = true }, w => new InterchangeAcknowledgement("000000001", "260309", "1200", AcknowledgementOutcome.Accepted, "000").Write(w)).Bytes.Span);
        foreach (var file in new[] { acknowledgement, broken, ta1, "not X12" }) Assert.That(await PrepareAsync(exchange, file), Is.Null);
    }

    [Test]
    public async Task A_partner_without_an_address_for_them_gets_none()
    {
        await using var exchange = New(address: null);
        Assert.That(await PrepareAsync(exchange, Good), Is.Null);
    }

    [Test]
    public async Task The_same_file_again_gets_no_second_one()
    {
        await using var exchange = New();
        var (first, late) = (await PrepareAsync(exchange, Good), await PrepareAsync(exchange, Good));
        await DecideAsync(exchange, first);
        Assert.That(await PrepareAsync(exchange, Good), Is.Null);
        // Prepared before the first was decided, as on another replica.
        await DecideAsync(exchange, late);
        var queued = await exchange.GetRequiredService<Views<TransmissionRow>>().PageAsync(TransmissionView.Due, after: null, 10, CancellationToken.None);
        Assert.That(queued.Documents.Select(t => (t.Kind, t.PayloadId)), Is.EqualTo(new[] { (FileAcknowledgements.Kind, first?.Command.Acknowledgement.PayloadId ?? default) }));
    }

    private static ServiceProvider New(string? address = "http://clearhouse/acknowledgements")
    {
        var services = new ServiceCollection().AddLogging();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Partners:clearhouse:Endpoints:x12-acknowledgement", address)]).Build();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddOptions<OriginalsOptions>();
        services.AddInMemoryEventStore("sample").AddControlNumbers(configuration).AddFileAcknowledgements().AddAggregate(TransmissionDecider.Aggregate).AddView(new TransmissionView());
        services.AddInMemoryOriginals();
        return services.BuildServiceProvider();
    }

    private static async Task<DueAcknowledgement?> PrepareAsync(ServiceProvider exchange, string file)
    {
        await using var scope = exchange.CreateAsyncScope();
        if (await exchange.GetRequiredService<OriginalStore>().KeepAsync(Encoding.Latin1.GetBytes(file), "application/edi-x12", "clearhouse", CancellationToken.None) is not Keeping.Kept kept) throw new AssertionException("kept");
        return await scope.ServiceProvider.GetRequiredService<FileAcknowledgements>().PrepareAsync(kept.Id, "clearhouse", CancellationToken.None);
    }

    private static async Task DecideAsync(ServiceProvider exchange, DueAcknowledgement? due)
    {
        if (due is null) throw new AssertionException("There is an acknowledgement");
        await using var scope = exchange.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync((work, c) => work.DecideAsync(due.StreamId, due.Command, c), CancellationToken.None);
    }

    private static async Task<(byte[] Bytes, FileAcknowledged Said)> AnswerAsync(ServiceProvider exchange, string file)
    {
        var due = await PrepareAsync(exchange, file) ?? throw new AssertionException("There is an acknowledgement");
        await using var kept = await exchange.GetRequiredService<OriginalStore>().OpenAsync(new OriginalId(due.Command.Acknowledgement.PayloadId), CancellationToken.None) ?? throw new AssertionException("kept");
        return (await kept.ReadAllAsync(CancellationToken.None), due.Command.Acknowledgement);
    }

    // What we write must be read without a single finding.
    private static X12Findings Sound() => new(keep: 10) { Found = f => Assert.Fail($"{f.Code} in {f.SegmentId}{f.Element}") };
}
