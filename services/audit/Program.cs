using Healthcare.Audit;
using Healthcare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("audit");
builder.AddAudit();

var app = builder.Build();
app.MapServiceDefaults();
app.MapAudit();
await app.RunServiceAsync(args);
