using Healthcare.Benchmarks;
using Healthcare.Benchmarks.EventStore;
using Healthcare.Benchmarks.Handoffs;
using Healthcare.Benchmarks.Messaging;
using Healthcare.Benchmarks.X12;

return args switch
{
    ["store", .. var rest] => await StoreBenchmark.RunAsync(rest),
    ["messaging", .. var rest] => await MessagingBenchmark.RunAsync(rest),
    ["queues", .. var rest] => await QueueBenchmark.RunAsync(rest),
    ["x12-835", .. var rest] => RemittanceThroughput.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Report.Line("{\"usage\": \"dotnet run -c Release --project tests/Benchmarks -- store|messaging|queues|x12-835\"}");
    return 2;
}
