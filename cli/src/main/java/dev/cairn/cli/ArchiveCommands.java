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

/** What changed, and the way of data to the archive and back. */
final class ArchiveCommands {

    private ArchiveCommands() {}

    @Command(
            name = "walk-inodes",
            description = "List inodes in the order of their last change, up to what is stable.",
            footer = {
                "",
                "meta_seq has every inode, data_seq the regular files by the last change of their bytes. A position is SEQ",
                "or SEQ.INODE; go on later from the last one plus one.",
                "",
                "Examples:",
                "  cairn walk-inodes data_seq",
                "  cairn walk-inodes meta_seq 7512345678901234567 --attributes --json"
            })
    static void walk(
            @Mixin Session session,
            @Option(names = "--attributes", description = "Bring attributes along.") boolean withAttributes,
            @Option(
                            names = {"-n", "--limit"},
                            paramLabel = "N",
                            description = Descriptions.LIMIT,
                            defaultValue = "9223372036854775807")
                    long limit,
            @Parameters(paramLabel = "INDEX", description = "meta_seq or data_seq.") String index,
            @Parameters(
                            paramLabel = "FIRST",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "First position (default: 0).")
                    String first,
            @Parameters(
                            paramLabel = "LAST",
                            arity = "0..1",
                            description = "Last position (default: the newest stable one).")
                    @Nullable
                    String last) {
        String name = index.endsWith("_seq") ? index.substring(0, index.length() - 4) : index;
        session.pages(
                cursor -> Request.get("/v1/changes")
                        .with("index", name)
                        .with("from", cursor == null ? first : cursor)
                        .with("to", last)
                        .with("limit", Math.min(limit, 10_000))
                        .with("attributes", withAttributes ? "true" : null),
                "changes",
                limit,
                change -> session.printEach(
                        change,
                        change.path("seq").asString() + "."
                                + change.path("inode").asString() + attributes(change)));
    }

    private static String attributes(JsonNode change) {
        JsonNode file = change.path("attributes");
        return file.isMissingNode()
                ? ""
                : "  %s size %s version %s online %s offline %s"
                        .formatted(
                                file.path("type").asString(),
                                file.path("size").asString(),
                                file.path("dataVersion").asString(),
                                file.path("onlineBlocks").asString(),
                                file.path("offlineBlocks").asString());
    }

    @Command(
            name = "deletions",
            description = "List inodes that lost their last name, in the order of that.",
            footer = {"", "Example:", "  cairn deletions 7512345678901234567.0"})
    static void deletions(
            @Mixin Session session,
            @Parameters(
                            paramLabel = "FIRST",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "First position (default: 0).")
                    String first) {
        session.pages(
                cursor -> Request.get("/v1/deletions").with("from", cursor == null ? first : cursor),
                "deletions",
                Long.MAX_VALUE,
                deletion -> session.printEach(
                        deletion,
                        "%s.%s  %s"
                                .formatted(
                                        deletion.path("seq").asString(),
                                        deletion.path("inode").asString(),
                                        Names.shown(deletion, "lastPath"))));
    }

    @Command(
            name = "release",
            description = "Free the local copy of data that has an archive copy; the file stays, offline.",
            footer = {
                "",
                "Examples:",
                "  cairn release --data-version 3 papers/report.pdf",
                "  cairn release -o 1G -l 512M ino:1052"
            })
    static void release(
            @Mixin Session session,
            @Option(names = "--data-version", paramLabel = "N", description = Descriptions.VERSION) @Nullable
                    String dataVersion,
            @Option(
                            names = {"-o", "--offset"},
                            paramLabel = "BYTES",
                            defaultValue = "0",
                            description = Descriptions.OFFSET)
                    ByteCount offset,
            @Option(
                            names = {"-l", "--length"},
                            paramLabel = "BYTES",
                            description = Descriptions.LENGTH)
                    @Nullable
                    ByteCount length,
            @Parameters(paramLabel = "FILE", arity = "1..*", description = Descriptions.FILE) List<String> files) {
        for (String file : files) {
            Target target = Target.of(session, file, dataVersion);
            JsonNode released = session.gateway()
                    .call(Request.post(target.url() + "/release")
                            .with("offset", offset)
                            .with("length", length)
                            .ifVersion(target.dataVersion()));
            session.printEach(
                    released,
                    "%s  online %s, offline %s"
                            .formatted(
                                    file,
                                    released.path("onlineBlocks").asString(),
                                    released.path("offlineBlocks").asString()));
        }
    }

    @Command(
            name = "stage",
            description = "Bring offline data back from a local file that holds the archive copy.",
            footer = {
                "",
                "Neither size nor times nor data version change, and what is online stays as it is.",
                "",
                "Examples:",
                "  cairn stage --data-version 3 copy-of-report.pdf papers/report.pdf",
                "  cairn stage -o 1G -l 512M --archive-offset 1G tape-copy ino:1052"
            })
    static void stage(
            @Mixin Session session,
            @Option(names = "--data-version", paramLabel = "N", description = Descriptions.VERSION) @Nullable
                    String dataVersion,
            @Option(
                            names = {"-o", "--offset"},
                            paramLabel = "BYTES",
                            defaultValue = "0",
                            description = Descriptions.OFFSET)
                    ByteCount offset,
            @Option(
                            names = {"-l", "--length"},
                            paramLabel = "BYTES",
                            description = "Number of bytes (default: to the end of ARCHIVE).")
                    @Nullable
                    ByteCount length,
            @Option(
                            names = "--archive-offset",
                            paramLabel = "BYTES",
                            description = "Where in ARCHIVE the bytes begin (default: the same offset).")
                    @Nullable
                    ByteCount archiveOffset,
            @Parameters(paramLabel = "ARCHIVE", description = Descriptions.FROM) Path archive,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        if (LocalFile.isStandard(archive) && length == null) {
            throw new CommandFailure("--length is needed for bytes from standard input");
        }
        long from =
                archiveOffset == null ? (LocalFile.isStandard(archive) ? 0 : offset.value()) : archiveOffset.value();
        long count = length == null ? Math.max(0, LocalFile.size(archive) - from) : length.value();
        Target target = Target.of(session, file, dataVersion);
        Request request = Request.of("PUT", target.url() + "/stage")
                .with("offset", offset)
                .with("length", count)
                .ifVersion(target.dataVersion());
        try (Progress progress = Progress.of(session, "staged", count)) {
            JsonNode staged = session.gateway().call(request, LocalFile.body(archive, from, count, progress));
            session.printEach(
                    staged,
                    "%s  %s bytes staged, %s skipped"
                            .formatted(
                                    file,
                                    staged.path("stagedBytes").asString(),
                                    staged.path("skippedBytes").asString()));
        }
    }

    @Command(
            name = "recall",
            description = "Ask the archive for offline data, without waiting for it.",
            footer = {"", "Example:", "  cairn recall --keep 86400 papers/old.tar"})
    static void recall(
            @Mixin Session session,
            @Option(
                            names = "--keep",
                            paramLabel = "SECONDS",
                            description = "How long the data should stay online afterwards (default: a day).")
                    @Nullable
                    String keep,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        ObjectNode body = Gateway.json().createObjectNode();
        if (keep != null) {
            body.put("keepSeconds", keep);
        }
        JsonNode answer = session.gateway().call(Request.post(session.inodeUrl(file) + "/recall"), body);
        session.printEach(answer, answer.path("outcome").asString());
    }

    @Command(
            name = "get-attr-x",
            description = "Show what the archive needs of an inode.",
            footer = {
                "",
                "Examples:",
                "  cairn get-attr-x papers/report.pdf",
                "  cairn get-attr-x -a retention -a project ino:1052"
            })
    static void getAttributes(
            @Mixin Session session,
            @Option(
                            names = {"-a", "--attribute"},
                            paramLabel = "NAME",
                            description =
                                    "Only this: metaSeq, dataSeq, dataVersion, onlineBlocks, offlineBlocks, ctime, crtime, size,"
                                            + " retention, project. May be repeated.")
                    @Nullable
                    List<String> attributes,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        Request request = Request.get(session.inodeUrl(file) + "/attr-x");
        if (attributes != null) {
            attributes.forEach(name -> request.with("attr", name));
        }
        session.print(session.gateway().call(request));
    }

    @Command(
            name = "set-attr-x",
            description = "Set what the archive restores: data version, size, times, retention, project.",
            footer = {
                "",
                "Needs the privilege volume-admin. Everything is set, or nothing.",
                "",
                "Examples:",
                "  cairn set-attr-x --data-version 7 --size 4000000000 --size-offline ino:1052",
                "  cairn set-attr-x --retention true papers/final.pdf",
                "  cairn set-attr-x --project 12 papers"
            })
    static void setAttributes(
            @Mixin Session session,
            @Option(
                            names = "--data-version",
                            paramLabel = "N",
                            description = "Not 0; only a file whose version is 0 takes it.")
                    @Nullable
                    String dataVersion,
            @Option(
                            names = {"--size"},
                            paramLabel = "BYTES",
                            description = "Size of a file that has no content yet.")
                    @Nullable
                    ByteCount size,
            @Option(names = "--size-offline", description = "All of it is offline.") boolean isOffline,
            @Option(names = "--ctime", paramLabel = "TIME", description = Descriptions.TIME) @Nullable String ctime,
            @Option(names = "--crtime", paramLabel = "TIME", description = Descriptions.TIME) @Nullable String crtime,
            @Option(
                            names = "--retention",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether the file may neither change nor go.")
                    @Nullable
                    Boolean retention,
            @Option(names = "--project", paramLabel = "ID", description = "Project id; 0 for none.") @Nullable
                    String project,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        ObjectNode body = Gateway.json().createObjectNode();
        put(body, "dataVersion", dataVersion);
        put(body, "size", size);
        if (isOffline) {
            body.put("sizeOffline", true);
        }
        put(body, "ctime", ctime);
        put(body, "crtime", crtime);
        if (retention != null) {
            body.put("retention", retention);
        }
        put(body, "project", project);
        JsonNode changed = session.gateway().call(Request.of("PATCH", session.inodeUrl(file) + "/attr-x"), body);
        if (session.isJson()) {
            session.printJson(changed);
        }
    }

    private static void put(ObjectNode body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value.toString());
        }
    }

    @Command(
            name = "ino-path",
            description = "Print the paths of an inode, one a link.",
            footer = {"", "Example:", "  cairn ino-path 1052"})
    static void paths(
            @Mixin Session session, @Parameters(paramLabel = "INODE", description = "Inode number.") String inode) {
        boolean[] found = {false};
        session.pages(
                cursor -> Request.get("/v1/inodes/" + Names.encode(inode) + "/paths")
                        .with("after", cursor),
                "paths",
                Long.MAX_VALUE,
                path -> {
                    found[0] = true;
                    session.printEach(path, Names.shown(path, "path"));
                });
        if (!found[0]) {
            throw new NothingFound("inode " + inode + " has no path");
        }
    }

    @Command(
            name = "get-referring-entries",
            description = "Print the directory entries that refer to an inode.",
            footer = {"", "Example:", "  cairn get-referring-entries 1052"})
    static void referringEntries(
            @Mixin Session session, @Parameters(paramLabel = "INODE", description = "Inode number.") String inode) {
        session.pages(
                cursor -> Request.get("/v1/inodes/" + Names.encode(inode) + "/referring-entries")
                        .with("after", cursor),
                "entries",
                Long.MAX_VALUE,
                entry -> session.printEach(
                        entry,
                        "%s  %s  %s"
                                .formatted(
                                        entry.path("directory").asString(),
                                        entry.path("type").asString(),
                                        Names.shown(entry, "name"))));
    }

    @Command(
            name = "get-allocated-inos",
            description =
                    "Print the inode numbers from one on, in its group of 1,024, that are not completely deleted.",
            footer = {"", "Example:", "  cairn get-allocated-inos 1052"})
    static void allocatedInodes(
            @Mixin Session session, @Parameters(paramLabel = "INODE", description = "Inode number.") String inode) {
        JsonNode answer =
                session.gateway().call(Request.get("/v1/allocated-inodes").with("from", inode));
        if (session.isJson()) {
            session.printJson(answer);
        } else {
            answer.path("inodes").values().forEach(number -> session.out().println(number.asString()));
        }
    }
}
