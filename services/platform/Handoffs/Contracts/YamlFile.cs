using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Healthcare.Handoffs;

/// <summary>Opens one data file of <c>contracts/handoffs</c>, or says with its line why it is none.</summary>
internal static class YamlFile
{
    public static YamlReader? Read(string file, string text, List<ContractProblem> problems)
    {
        var yaml = new YamlStream();
        var parser = new Parser(new StringReader(text));
        try
        {
            yaml.Load(parser);
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException)
        {
            // The parser has no exception of its own for some unclosed brackets.
            var line = broken is YamlException { Start.Line: var at } ? at : parser.Current?.Start.Line ?? 1;
            problems.Add(new ContractProblem(file, (int)line, $"is no YAML: {broken.Message}"));
            return null;
        }

        if (yaml.Documents is [{ RootNode: YamlMappingNode root }]) return new YamlReader(file, root, problems);
        problems.Add(new ContractProblem(file, 1, "must hold one mapping"));
        return null;
    }
}
