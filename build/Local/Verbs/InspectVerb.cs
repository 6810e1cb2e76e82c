using System.CommandLine;
using System.Text;
using Healthcare.Local.Inspecting;

namespace Healthcare.Local.Verbs;

/// <summary><c>inspect</c>: says what the system understands of files, without any server.</summary>
internal static class InspectVerb
{
    private static readonly Argument<string[]> Files = new("FILE") { Description = "X12, HL7 v2, FHIR or a document.", Arity = ArgumentArity.OneOrMore };

    public static Command Command()
    {
        var command = new Command("inspect", "Says what the system understands of files: kind, envelope, counts, balance, and each problem with its place.") { Files, UpVerb.Json };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var output = new StreamWriter(System.Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return await new Inspector(output, parsed.GetValue(UpVerb.Json)).InspectAsync(parsed.GetValue(Files) ?? [], cancel);
        });
        return command;
    }
}
