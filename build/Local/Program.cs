using System.CommandLine;
using Healthcare.Local.Verbs;

var root = new RootCommand("Runs the whole system on this machine: without a verb, starts it, tells the stories of an ordinary week side by side, and stays up until Ctrl-C.")
{
    UpVerb.Command(),
    DemoVerb.Command(),
    DownVerb.Command(),
    StatusVerb.Command(),
    CallVerb.Command(),
    CaseVerb.Command(),
    CheckVerb.Command(),
    InspectVerb.Command(),
    ReseatVerb.Command(),
    ResetVerb.Command(),
};
foreach (var option in DemoVerb.OfStories) root.Options.Add(option);
root.SetAction(DemoVerb.TellAsync);
return await root.Parse(args).InvokeAsync();
