using Healthcare.Reconciliation;
using Healthcare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ReconciliationService.Name);
builder.AddReconciliation();
var app = builder.Build();
app.MapServiceDefaults();
app.MapReconciliation();
await app.RunServiceAsync(args);
