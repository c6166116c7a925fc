package dev.cairn.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Names, attributes and whole files. */
final class FileCommands {

    private FileCommands() {}

    @Command(
            name = "stat",
            description = "Show the attributes of a file, the archive's too.",
            footer = {"", "Examples:", "  cairn stat papers/report.pdf", "  cairn stat -s dataVersion ino:1052"})
    static void stat(
            @Mixin Session session,
            @Option(
                            names = {"-s", "--single-field"},
                            paramLabel = "FIELD",
                            description = "Print the value of this field only.")
                    @Nullable
                    String field,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        JsonNode stat = session.stat(file);
        if (field == null) {
            session.print(stat);
            return;
        }
        JsonNode value = stat.path(field);
        if (value.isMissingNode()) {
            throw new CommandFailure(
                    "there is no field " + field + "; there are " + String.join(", ", stat.propertyNames()));
        }
        session.out().println(value.isValueNode() ? value.asString() : value.toString());
    }

    @Command(
            name = "ls",
            description = "List the entries of a directory in the order of their bytes.",
            footer = {
                "",
                "Examples:",
                "  cairn ls papers",
                "  cairn ls -l papers/2026",
                "  cairn ls --json papers | jq .name"
            })
    static void list(
            @Mixin Session session,
            @Option(
                            names = "-l",
                            description =
                                    "Show attributes: mode, links, owner, group, size, online and offline blocks, time.")
                    boolean isLong,
            @Parameters(
                            paramLabel = "DIRECTORY",
                            arity = "0..1",
                            defaultValue = "",
                            description = "Path of a directory (default: the root).")
                    String directory) {
        String path = session.path(directory);
        session.pages(
                cursor -> Request.get("/v1/dirs/" + path).with("after", cursor),
                "entries",
                Long.MAX_VALUE,
                entry -> session.printEach(entry, isLong ? longLine(entry) : shortLine(entry)));
    }

    private static String shortLine(JsonNode entry) {
        boolean isDirectory = entry.path("attributes").path("type").asString("").equals("directory");
        return Names.shown(entry, "name") + (isDirectory ? "/" : "");
    }

    private static String longLine(JsonNode entry) {
        JsonNode file = entry.path("attributes");
        return "%s %4s %5s %5s %12s %8s %8s  %s  %s"
                .formatted(
                        file.path("mode").asString(),
                        file.path("links").asString(),
                        file.path("uid").asString(),
                        file.path("gid").asString(),
                        file.path("size").asString(),
                        file.path("onlineBlocks").asString(),
                        file.path("offlineBlocks").asString(),
                        file.path("mtime").asString(),
                        shortLine(entry));
    }

    @Command(
            name = "get",
            description = "Read a file.",
            footer = {
                "",
                "Examples:",
                "  cairn get papers/report.pdf report.pdf",
                "  cairn get --wait 600 papers/old.tar - | tar t"
            })
    static void get(
            @Mixin Session session,
            @Option(
                            names = "--wait",
                            paramLabel = "SECONDS",
                            description = "Wait so long for offline data to be staged.")
                    @Nullable
                    Integer wait,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file,
            @Parameters(paramLabel = "TO", description = "Where to write it, or - for standard output.") Path to)
            throws Exception {
        Request request = Request.get(
                        file.startsWith("ino:")
                                ? session.inodeUrl(file) + "/content"
                                : "/v1/files/" + session.path(file))
                .with("wait", wait);
        try (Gateway.Stream in = session.gateway().open(request);
                Progress progress = Progress.of(session, "read", in.length().orElse(0))) {
            LocalFile.write(to, in.body(), progress);
        }
    }

    @Command(
            name = "put",
            description = "Make the bytes of a local file the content of a file, creating it if it is not there.",
            footer = {
                "",
                "Examples:",
                "  cairn put report.pdf papers/report.pdf",
                "  tar c . | cairn put - papers/all.tar"
            })
    static void put(
            @Mixin Session session,
            @Option(names = "--mode", paramLabel = "MODE", description = "Permission bits of a new file, in octal.")
                    @Nullable
                    String mode,
            @Option(
                            names = {"-p", "--parents"},
                            description = "Make missing directories.")
                    boolean makesParents,
            @Parameters(paramLabel = "FROM", description = Descriptions.FROM) Path from,
            @Parameters(paramLabel = "PATH", description = "Path of the file.") String path) {
        long length = LocalFile.size(from);
        Request request = Request.of("PUT", "/v1/files/" + session.path(path))
                .with("mode", mode)
                .with("parents", makesParents ? "create" : null);
        try (Progress progress = Progress.of(session, "written", length)) {
            JsonNode file = session.gateway().call(request, LocalFile.body(from, 0, length, progress));
            if (session.isJson()) {
                session.printJson(file);
            }
        }
    }

    @Command(
            name = "mkdir",
            description = "Make a directory.",
            footer = {"", "Example:", "  cairn mkdir -p papers/2026/11"})
    static void makeDirectory(
            @Mixin Session session,
            @Option(names = "--mode", paramLabel = "MODE", description = "Permission bits in octal.") @Nullable
                    String mode,
            @Option(
                            names = {"-p", "--parents"},
                            description = "Make missing directories on the way.")
                    boolean makesParents,
            @Parameters(paramLabel = "PATH", description = "Path of the directory.") String path) {
        JsonNode made = session.gateway()
                .call(Request.of("PUT", "/v1/dirs/" + session.path(path))
                        .with("mode", mode)
                        .with("parents", makesParents ? "create" : null));
        if (session.isJson()) {
            session.printJson(made);
        }
    }

    @Command(
            name = "rm",
            description = "Remove files and symbolic links, or empty directories.",
            footer = {"", "Examples:", "  cairn rm papers/a papers/b", "  cairn rm -d papers"})
    static void remove(
            @Mixin Session session,
            @Option(
                            names = {"-d", "--directory"},
                            description = "The paths are empty directories.")
                    boolean isDirectory,
            @Parameters(paramLabel = "PATH", arity = "1..*", description = "What to remove.") List<String> paths) {
        for (String path : paths) {
            session.gateway()
                    .call(Request.of("DELETE", (isDirectory ? "/v1/dirs/" : "/v1/files/") + session.path(path)));
        }
    }

    @Command(
            name = "mv",
            description = "Rename, atomically.",
            footer = {"", "Example:", "  cairn mv --no-replace papers/draft papers/final"})
    static void move(
            @Mixin Session session,
            @Option(names = "--no-replace", description = "Refuse if the new name exists.") boolean refusesReplace,
            @Parameters(paramLabel = "FROM", description = "The old path.") String from,
            @Parameters(paramLabel = "TO", description = "The new path, the name included.") String to) {
        ObjectNode body = Gateway.json().createObjectNode();
        body.put("from", from).put("to", to).put("mode", refusesReplace ? "noreplace" : "replace");
        session.gateway().call(Request.post("/v1/rename"), body);
    }

    @Command(
            name = "ln",
            description = "Give a file one more name, or make a symbolic link.",
            footer = {"", "Examples:", "  cairn ln ino:1052 papers/again", "  cairn ln -s ../shared papers/shared"})
    static void link(
            @Mixin Session session,
            @Option(
                            names = {"-s", "--symbolic"},
                            description = "TARGET is the text of a symbolic link.")
                    boolean isSymbolic,
            @Parameters(paramLabel = "TARGET", description = "The file, or the text of the link.") String target,
            @Parameters(paramLabel = "PATH", description = "The new path.") String path) {
        ObjectNode body = Gateway.json().createObjectNode();
        if (isSymbolic) {
            body.put("target", target);
        } else {
            body.put("inode", session.inode(target));
        }
        session.gateway()
                .call(Request.of("PUT", (isSymbolic ? "/v1/symlinks/" : "/v1/links/") + session.path(path)), body);
    }

    @Command(
            name = "chmod",
            description = "Change the permission bits.",
            footer = {"", "Example:", "  cairn chmod 0640 papers/report.pdf"})
    static void changeMode(
            @Mixin Session session,
            @Parameters(paramLabel = "MODE", description = "In octal.") String mode,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        patch(session, file, Gateway.json().createObjectNode().put("mode", mode));
    }

    @Command(
            name = "chown",
            description = "Change owner and group.",
            footer = {"", "Examples:", "  cairn chown 1000:100 papers", "  cairn chown :100 papers"})
    static void changeOwner(
            @Mixin Session session,
            @Parameters(paramLabel = "[UID][:GID]", description = "Numbers.") String owner,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        String[] ids = owner.split(":", 2);
        ObjectNode change = Gateway.json().createObjectNode();
        if (!ids[0].isEmpty()) {
            change.put("uid", ids[0]);
        }
        if (ids.length == 2 && !ids[1].isEmpty()) {
            change.put("gid", ids[1]);
        }
        patch(session, file, change);
    }

    @Command(
            name = "touch",
            description = "Set the times of a file; ctime becomes now.",
            footer = {"", "Example:", "  cairn touch --mtime 2019-03-01T12:00:00Z papers/report.pdf"})
    static void touch(
            @Mixin Session session,
            @Option(names = "--mtime", paramLabel = "TIME", description = Descriptions.TIME) @Nullable String mtime,
            @Option(names = "--atime", paramLabel = "TIME", description = Descriptions.TIME) @Nullable String atime,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        ObjectNode change = Gateway.json().createObjectNode();
        if (mtime != null) {
            change.put("mtime", mtime);
        }
        if (atime != null) {
            change.put("atime", atime);
        }
        patch(session, file, change);
    }

    private static void patch(Session session, String file, ObjectNode change) {
        JsonNode changed = session.gateway().call(Request.of("PATCH", session.inodeUrl(file)), change);
        if (session.isJson()) {
            session.printJson(changed);
        }
    }
}
