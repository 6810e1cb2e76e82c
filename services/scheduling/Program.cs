using Healthcare.Scheduling;
using Healthcare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("scheduling");
builder.AddScheduling();

var app = builder.Build();
app.MapServiceDefaults();
app.MapScheduling();
await app.RunServiceAsync(args);
