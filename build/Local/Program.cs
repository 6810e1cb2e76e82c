using System.CommandLine;
using Healthcare.Local.Verbs;

var root = new RootCommand("Runs the whole system on this machine: without a verb, starts it, sends one case from referral to ledger, and stays up until Ctrl-C.")
{
    UpVerb.Command(),
    DemoVerb.Command(),
    DownVerb.Command(),
    StatusVerb.Command(),
    CallVerb.Command(),
    CheckVerb.Command(),
    InspectVerb.Command(),
    ReseatVerb.Command(),
    ResetVerb.Command(),
};
root.SetAction((_, cancel) => DemoVerb.RunAsync(cases: 1, exit: false, json: false, cancel));
return await root.Parse(args).InvokeAsync();
