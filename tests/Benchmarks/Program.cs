using Healthcare.Benchmarks;
using Healthcare.Benchmarks.EventStore;
using Healthcare.Benchmarks.Gateway;
using Healthcare.Benchmarks.Handoffs;
using Healthcare.Benchmarks.Journeys;
using Healthcare.Benchmarks.Messaging;
using Healthcare.Benchmarks.Posting;
using Healthcare.Benchmarks.X12;

return args switch
{
    ["store", .. var rest] => await StoreBenchmark.RunAsync(rest),
    ["messaging", .. var rest] => await MessagingBenchmark.RunAsync(rest),
    ["queues", .. var rest] => await QueueBenchmark.RunAsync(rest),
    ["gateway"] => await GatewayBenchmark.RunAsync(),
    ["posting"] => await PostingBenchmark.RunAsync(),
    ["journeys", .. var rest] => await JourneyBenchmark.RunAsync(rest),
    ["bare-proxy", var address, var destination] => await BareProxy.ProxyAsync(address, destination),
    ["bare-service", var address] => await BareProxy.ServiceAsync(address),
    ["x12-835", .. var rest] => RemittanceThroughput.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Report.Line("{\"usage\": \"dotnet run -c Release --project tests/Benchmarks -- store|messaging|queues|gateway|journeys|posting|x12-835\"}");
    return 2;
}
