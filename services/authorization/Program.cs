using Healthcare.Authorization;
using Healthcare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AuthorizationService.Name);
builder.AddAuthorizationService();
var app = builder.Build();
app.MapServiceDefaults();
app.MapAuthorizationService();
await app.RunServiceAsync(args);
