using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TaskSync.Api.Access;

namespace TaskSync.Api.Page;

/// <summary>
/// The files of the page, out of this assembly. Each is an endpoint of its own, so there is no path to escape
/// from, and what is not one of them is not there. They hold no secrets: whoever may not read the API sees an
/// empty page.
/// </summary>
internal static class PageFiles
{
    private const string Prefix = "wwwroot/";
    private const string Index = "index.html";
    private const string Html = ".html";

    public static void Map(IEndpointRouteBuilder routes)
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        foreach (string name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            string path = name[Prefix.Length..];
            var file = new PageFile(assembly, name, ContentTypes.Of(path));
            Map(routes, PlaceOf(path), file);
        }
    }

    /// <summary>A page is asked for by its name alone.</summary>
    private static string PlaceOf(string path) => path == Index ? "/"
        : path.EndsWith(Html, StringComparison.Ordinal) ? "/" + path[..^Html.Length]
        : "/" + path;

    private static void Map(IEndpointRouteBuilder routes, string path, PageFile file) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], file.SendAsync).For(AccessRule.Open)
            .ExcludeFromDescription();

    private sealed class PageFile(Assembly assembly, string name, string contentType)
    {
        private readonly Lazy<(byte[] Bytes, string ETag)> _content = new(() => Read(assembly, name));

        public Task SendAsync(HttpContext http)
        {
            (byte[] bytes, string etag) = _content.Value;
            HttpResponse response = http.Response;
            response.Headers.ETag = etag;
            // Always asked for again, and rarely sent again: a new server brings its new page.
            response.Headers.CacheControl = "no-cache";
            if (ETags.Matches(http.Request, etag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
            response.ContentType = contentType;
            response.ContentLength = bytes.Length;
            return HttpMethods.IsHead(http.Request.Method)
                ? Task.CompletedTask
                : response.Body.WriteAsync(bytes).AsTask();
        }

        private static (byte[] Bytes, string ETag) Read(Assembly assembly, string name)
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"");
        }
    }
}
