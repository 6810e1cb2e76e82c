using Healthcare.Sandbox;
using Healthcare.Sandbox.IdentityProvider;

if (args is ["keys", .. var rest]) return KeysVerb.Run(rest);

await SandboxApplication.Build(args).RunAsync();
return 0;
