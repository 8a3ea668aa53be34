"""Records the Azure CLI, logged out.

`usage`: what it says to command lines that it refuses. `reference`: its commands' options. `accepted`: those command
lines of its standard input, a list in JSON, that it does not refuse before it looks who is logged in.
"""

import json
import subprocess
import sys

lines = [
 ["ad"], ["ad","app","craete","--display-name","x"], ["k8s-configuration","flux","show","-g","g"],
 ["account","show","--output","json"], ["account","show","--output","jsn"],
 ["ad","app","create"], ["ad","app","create","--display-name"], ["ad","app","create","--display-name","-x"], ["ad","app","create","--display-name","x","--foo","y"],
 ["ad","app","create","--display-name","x","y"], ["ad","app","list","--subscription","s"],
 ["ad","app","create","--display-name","x","--sign-in-audience","Everybody"],
 ["ad","app","delete"], ["ad","sp","create"], ["ad","app","federated-credential","create","--id","x"],
 ["ad","app","federated-credential","delete","--federated-credential-id","x"],
 ["role","definition","create"], ["role","definition","list","--custom-role-only","maybe"], ["role","definition","delete"],
 ["role","assignment","create","--role","r"], ["role","assignment","create","--role","r","--scope","/s","--assignee-object-id","p","--assignee-principal-type","Robot"],
 ["role","assignment","delete","--ids"],
 ["group","create","--name","x"], ["group","create","--location","x"], ["group","delete","--name","x","--yes","now"], ["group","show"],
 ["aks","create","-g","g"], ["aks","create","-g","g","-n","n","--node-count","many"], ["aks","create","-g","g","-n","n","--node-count","-1x"],
 ["aks","create","-g","g","-n","n","--tier","gold"],
 ["aks","show","-g","g","-n"], ["aks","delete","--name","n"], ["provider","register"], ["extension","show"], ["resource","list","--resource-group"],
]

commands = """account show|ad app create|ad app list|ad app show|ad app delete|ad sp create|ad sp show
ad app federated-credential create|ad app federated-credential list|ad app federated-credential delete
role definition create|role definition list|role definition delete
role assignment create|role assignment list|role assignment delete|group create|group show|group delete|resource list
aks create|aks show|aks list|aks delete|provider register|provider show|extension add|extension show|rest"""


def usage():
    for args in lines:
        ended = subprocess.run(["az", *args], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        said = ended.stderr.splitlines()[0] if ended.stderr else ""
        yield {"args": args, "exitCode": ended.returncode, "stderr": said}


def takes(settings):
    if "store_true" in str(settings.get("action")):
        return "nothing"
    return {None: "one", "?": "maybe one", "+": "some", "*": "any"}[settings.get("nargs")]


def parameters(name):
    """The options of a command, as its arguments are registered."""
    from azure.cli.core import get_default_cli

    cli = get_default_cli()
    invocation = cli.invocation_cls(
        cli_ctx=cli,
        parser_cls=cli.parser_cls,
        commands_loader_cls=cli.commands_loader_cls,
        help_cls=cli.help_cls,
    )
    cli.invocation = invocation
    loader = invocation.commands_loader
    loader.load_command_table(name.split() + ["-h"])
    invocation.data["command_string"] = name
    loader.command_name = name
    loader.load_arguments(name)
    for argument in loader.command_table[name].arguments.values():
        settings = argument.type.settings
        if "IgnoreAction" in str(settings.get("action")):
            continue
        told = {"names": [str(option) for option in settings["options_list"]]}
        if settings.get("required"):
            told["required"] = True
        if takes(settings) != "one":
            told["takes"] = takes(settings)
        if getattr(settings.get("type"), "__name__", None) == "int":
            told["type"] = "int"
        if settings.get("choices") and takes(settings) != "maybe one":
            told["choices"] = [str(choice) for choice in settings["choices"]]
        yield told


def reference():
    names = [name for line in commands.splitlines() for name in line.split("|")]
    return {
        name: sorted(parameters(name), key=lambda told: told["names"][0]) for name in sorted(names)
    }


def accepted():
    for args in json.load(sys.stdin):
        ended = subprocess.run(["az", *args], input="{}", capture_output=True, text=True)
        said = ended.stderr.splitlines()[0] if ended.stderr else ""
        if ended.returncode == 1 and ("az login" in said or args[0] == "extension"):
            yield args


if sys.argv[1] == "accepted":
    lines = [f" {json.dumps(args)}" for args in accepted()]
    print("[\n" + ",\n".join(lines) + "\n]")
else:
    result = list(usage()) if sys.argv[1] == "usage" else reference()
    json.dump(result, sys.stdout, indent=1)
