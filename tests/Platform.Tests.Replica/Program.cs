using Healthcare.Platform.Tests.Replicas;
using Microsoft.Extensions.Hosting;

// One replica of a service of two, as a process of its own that a test may kill or stop: 'sender' or 'receiver', configured by environment.
var app = await Replica.StartAsync(args[0], configuration: null, CancellationToken.None);
await Console.Out.WriteLineAsync("ready");
await app.WaitForShutdownAsync();
