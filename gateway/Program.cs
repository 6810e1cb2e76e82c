using Healthcare.Gateway;
using Healthcare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway", edge: true);
builder.AddEdge();

var app = builder.Build();
app.MapServiceDefaults(Edge.LimitCallers);
app.MapEdge();
await app.RunServiceAsync(args);
