using Healthcare.Billing;
using Healthcare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(BillingService.Name);
builder.AddBilling();

var app = builder.Build();
app.MapServiceDefaults();
app.MapBilling();
await app.RunServiceAsync(args);
