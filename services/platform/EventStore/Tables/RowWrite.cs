using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Npgsql;

namespace Healthcare.EventStore;

/// <summary>
/// A statement over a table that a <see cref="SchemaPart"/> made, for what no view can answer; parameters are <c>$1</c> and on, each with its cast.
/// </summary>
public sealed partial record RowWrite(string Sql, IReadOnlyList<object?> Values)
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<int, string>> Casts = new(StringComparer.Ordinal);

    /// <summary>A value that is absent has the type of its cast, so that the statement is one and the same to the server with it and without.</summary>
    internal NpgsqlBatchCommand ToCommand()
    {
        var types = Casts.GetOrAdd(Sql, static sql => Cast().Matches(sql).GroupBy(m => int.Parse(m.Groups["number"].ValueSpan)).ToDictionary(g => g.Key, g => NameOf(g.First().Groups["type"].Value)));
        var command = new NpgsqlBatchCommand(Sql);
        for (var i = 0; i < Values.Count; i++)
        {
            var parameter = new NpgsqlParameter { Value = Values[i] ?? DBNull.Value };
            if (types.TryGetValue(i + 1, out var type)) parameter.DataTypeName = type;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    // The driver knows types by their full names.
    private static string NameOf(string type) => type switch
    {
        "int" => "integer",
        "timestamptz" => "timestamp with time zone",
        _ => type,
    };

    [GeneratedRegex(@"\$(?<number>[0-9]+)::(?<type>[a-z0-9_]+(\[\])?)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cast();
}
