using Healthcare.Intake;
using Healthcare.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("intake");
builder.AddIntake();

var app = builder.Build();
app.MapServiceDefaults();
app.MapIntake();
await app.RunServiceAsync(args);
