using Microsoft.AspNetCore.Routing;

namespace Healthcare.ServiceDefaults;

/// <summary>Routes that a block brings to every service that adds it; <c>MapServiceDefaults</c> maps them.</summary>
public interface IBlockRoutes
{
    void Map(IEndpointRouteBuilder routes);
}
