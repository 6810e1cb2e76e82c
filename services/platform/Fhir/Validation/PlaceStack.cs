using System.Globalization;
using System.Text;

namespace Healthcare.Fhir.Validation;

// Where the walk is; the FHIRPath is only written out when there is something to say about the place.
internal sealed class PlaceStack(string root)
{
    private readonly List<(string Name, int Index)> _steps = [];

    public int Depth => _steps.Count;

    public void Enter(string name, int index = -1) => _steps.Add((name, index));

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    public override string ToString() => Within(null);

    /// <summary>The path of that member of the current place; a name that came from outside must be made safe before.</summary>
    public string Within(string? member)
    {
        var path = new StringBuilder(root);
        foreach (var (name, index) in _steps)
        {
            path.Append('.').Append(name);
            if (index >= 0) path.Append(CultureInfo.InvariantCulture, $"[{index}]");
        }

        return member is null ? path.ToString() : path.Append('.').Append(member).ToString();
    }
}
