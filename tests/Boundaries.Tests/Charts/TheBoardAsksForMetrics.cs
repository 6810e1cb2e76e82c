using System.Diagnostics.Metrics;
using Healthcare.Testing.Telemetry;

namespace Healthcare.Boundaries.Tests.Charts;

internal sealed class TheBoardAsksForMetrics
{
    private static readonly string[] Promised =
    [
        "cases", "money", "eventstore", "messaging", "handoffs", "deadlines", "workitems", "partners", "transmissions", "http",
    ];

    [Test]
    public void Every_panel_reads_at_least_one_series([ValueSource(typeof(DashboardMetrics), nameof(DashboardMetrics.OfBoards))] DashboardQuestion question) =>
        Assert.That(question.Metrics, Is.Not.Empty, question.Expression);

    [Test]
    public void Every_alert_reads_a_series_that_the_board_shows([ValueSource(typeof(DashboardMetrics), nameof(DashboardMetrics.OfAlerts))] DashboardQuestion question)
    {
        Assert.That(question.Metrics, Is.Not.Empty, question.Expression);
        Assert.That(question.Metrics, Is.SubsetOf(DashboardMetrics.OfBoards().SelectMany(q => q.Metrics)), "whoever is woken must find on the board what woke them");
    }

    [Test]
    public void The_board_covers_cases_money_lag_deadlines_work_partners_and_requests() =>
        Assert.That(DashboardMetrics.OfBoards().SelectMany(q => q.Metrics).Select(m => m.Split('_')[0]).Distinct(), Is.EquivalentTo(Promised));

    [TestCase("sum by (job, le) (rate(a_bucket{b=\"c{d}\"}[5m])) / on (job) group_left (x) e_total > 0.5e3 and f offset 5m", new[] { "a_bucket", "e_total", "f" })]
    [TestCase("histogram_quantile(0.99, sum(rate(a_seconds_bucket[5m])) by (le)) > 7 * 86400", new[] { "a_seconds_bucket" })]
    [TestCase("1 + vector(2)", new string[0])]
    public void Only_series_are_taken_from_an_expression(string expression, string[] series) =>
        Assert.That(DashboardMetrics.SeriesIn(expression), Is.EquivalentTo(series));

    [Test]
    public void An_instrument_is_named_as_Prometheus_keeps_it()
    {
        using var meter = new Meter("names");
        Assert.Multiple(() =>
        {
            Assert.That(PrometheusSeries.Of(meter.CreateCounter<long>("eventstore.events.appended", "{event}")), Is.EqualTo(new[] { "eventstore_events_appended_total" }));
            Assert.That(PrometheusSeries.Of(meter.CreateGauge<double>("eventstore.reader.lag", "s")), Is.EqualTo(new[] { "eventstore_reader_lag_seconds" }));
            Assert.That(PrometheusSeries.Of(meter.CreateUpDownCounter<int>("cases.open")), Is.EqualTo(new[] { "cases_open" }));
            Assert.That(PrometheusSeries.Of(meter.CreateObservableGauge("pool.use", () => 1, "1")), Is.EqualTo(new[] { "pool_use_ratio" }));
            Assert.That(
                PrometheusSeries.Of(meter.CreateHistogram<double>("http.server.request.duration", "s")),
                Is.EqualTo(new[] { "http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_sum", "http_server_request_duration_seconds_count" }));
        });
    }
}
