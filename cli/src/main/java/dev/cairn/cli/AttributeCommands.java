package dev.cairn.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Extended attributes, and the indexes that tagged ones make. */
final class AttributeCommands {

    private static final int PAGE = 1_000;

    private AttributeCommands() {}

    @Command(
            name = "get-xattr",
            description = "Print the value of an extended attribute.",
            footer = {
                "",
                "Examples:",
                "  cairn get-xattr papers/report.pdf user.title",
                "  cairn get-xattr -o value.bin ino:1052 user.key"
            })
    static void get(
            @Mixin Session session,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            defaultValue = "-",
                            description = "Where to write it (default: standard output).")
                    Path to,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file,
            @Parameters(paramLabel = "NAME", description = "With its prefix, such as user.title.") String name)
            throws Exception {
        session.out().flush();
        try (Gateway.Stream in = session.gateway().open(Request.get(url(session, file, name)));
                Progress progress = Progress.of(session, "read", 0)) {
            LocalFile.write(to, in.body(), progress);
        }
    }

    private static String url(Session session, String file, String name) {
        return session.inodeUrl(file) + "/xattrs/" + session.name(name);
    }

    @Command(
            name = "set-xattr",
            description = "Set an extended attribute.",
            footer = {
                "",
                "Tagged names (scoutfs.hide., srch., totl., indx.) need the privilege volume-admin.",
                "",
                "Examples:",
                "  cairn set-xattr papers/report.pdf user.title 'Annual report'",
                "  cairn set-xattr papers/report.pdf scoutfs.hide.srch.tape-0042",
                "  cairn set-xattr papers/report.pdf scoutfs.totl.bytes.1.7.1000 4096"
            })
    static void set(
            @Mixin Session session,
            @Option(names = "--create", description = "Refuse if it exists.") boolean isCreate,
            @Option(names = "--replace", description = "Refuse if it does not exist.") boolean isReplace,
            @Option(
                            names = {"-i", "--input"},
                            paramLabel = "FILE",
                            description = "Take the value from a local file, or - for standard input.")
                    @Nullable
                    Path from,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file,
            @Parameters(paramLabel = "NAME", description = "With its prefix, such as user.title.") String name,
            @Parameters(paramLabel = "VALUE", arity = "0..1", defaultValue = "", description = "Text (default: empty).")
                    String value)
            throws Exception {
        Request request = Request.of("PUT", url(session, file, name))
                .header("If-None-Match", isCreate ? "*" : null)
                .header("If-Match", isReplace ? "*" : null)
                .header("Content-Type", "application/octet-stream");
        if (from == null) {
            session.gateway().call(request, BodyPublishers.ofByteArray(value.getBytes(StandardCharsets.UTF_8)));
        } else {
            session.gateway().call(request, BodyPublishers.ofByteArray(LocalFile.readAll(from)));
        }
    }

    @Command(
            name = "remove-xattr",
            description = "Remove an extended attribute.",
            footer = {"", "Example:", "  cairn remove-xattr papers/report.pdf user.title"})
    static void remove(
            @Mixin Session session,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file,
            @Parameters(paramLabel = "NAME", description = "With its prefix.") String name) {
        session.gateway().call(Request.of("DELETE", url(session, file, name)));
    }

    @Command(
            name = "list-xattrs",
            description = "List the names of the extended attributes that are not hidden.",
            footer = {"", "Example:", "  cairn list-xattrs papers/report.pdf"})
    static void list(
            @Mixin Session session, @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        String url = session.inodeUrl(file) + "/xattrs";
        session.pages(
                cursor -> Request.get(url).with("after", cursor),
                "xattrs",
                Long.MAX_VALUE,
                name -> printName(session, name));
    }

    @Command(
            name = "list-hidden-xattrs",
            description = "List the names of the extended attributes that are hidden.",
            footer = {"", "Example:", "  cairn list-hidden-xattrs papers/report.pdf"})
    static void listHidden(
            @Mixin Session session, @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        String url = session.inodeUrl(file) + "/hidden-xattrs";
        session.pages(
                cursor -> Request.get(url).with("after", cursor),
                "xattrs",
                Long.MAX_VALUE,
                name -> printName(session, name));
    }

    private static void printName(Session session, JsonNode name) {
        session.printEach(name, Names.shown(name, "name"));
    }

    @Command(
            name = "search-xattrs",
            description = "List the inodes that have an attribute with the tag srch, by its full name.",
            footer = {
                "",
                "Needs the privilege volume-admin.",
                "",
                "Example:",
                "  cairn search-xattrs scoutfs.hide.srch.tape-0042"
            })
    static void search(
            @Mixin Session session,
            @Option(
                            names = "--from",
                            paramLabel = "INODE",
                            defaultValue = "0",
                            description = "First inode (default: 0).")
                    String from,
            @Parameters(paramLabel = "NAME", description = "Full name of the attribute.") String name) {
        String first = from;
        boolean isEnd = false;
        while (!isEnd) {
            JsonNode page = session.gateway()
                    .call(Request.get("/v1/search")
                            .withEncoded("xattr", session.name(name))
                            .with("from", first)
                            .with("limit", PAGE));
            var inodes = page.path("inodes").values();
            for (JsonNode inode : inodes) {
                session.printEach(inode, inode.asString());
                first = Long.toUnsignedString(Long.parseUnsignedLong(inode.asString()) + 1);
            }
            isEnd = page.path("end").asBoolean(false) || inodes.isEmpty();
        }
    }

    @Command(
            name = "read-xattr-totals",
            description = "List totals: name, sum and count of the attributes with the tag totl.",
            footer = {"", "Needs the privilege volume-admin.", "", "Example:", "  cairn read-xattr-totals 1.7.0"})
    static void totals(
            @Mixin Session session,
            @Option(
                            names = {"-n", "--limit"},
                            paramLabel = "N",
                            description = Descriptions.LIMIT,
                            defaultValue = "9223372036854775807")
                    long limit,
            @Parameters(
                            paramLabel = "A.B.C",
                            arity = "0..1",
                            defaultValue = "0.0.0",
                            description = "First name (default: 0.0.0).")
                    String first) {
        session.pages(
                cursor -> Request.get("/v1/totals").with("from", cursor == null ? first : cursor),
                "totals",
                limit,
                total -> session.printEach(
                        total,
                        "%s = %s, %s"
                                .formatted(
                                        total.path("name").asString(),
                                        total.path("sum").asString(),
                                        total.path("count").asString())));
    }

    @Command(
            name = "inject-xattr-total",
            description = "Add to a total without an attribute, to repair accounts.",
            footer = {
                "",
                "Needs the privilege volume-admin.",
                "",
                "Example:",
                "  cairn inject-xattr-total 1.7.1000 -- -128 -2"
            })
    static void inject(
            @Mixin Session session,
            @Parameters(paramLabel = "A.B.C", description = "Name of the total.") String name,
            @Parameters(paramLabel = "SUM", description = "Signed number.") String sum,
            @Parameters(paramLabel = "COUNT", description = "Signed number.") String count) {
        ObjectNode body = Gateway.json().createObjectNode().put("sum", sum).put("count", count);
        session.gateway().call(Request.post("/v1/totals/" + Names.encode(name) + "/inject"), body);
    }

    @Command(
            name = "read-xattr-index",
            description = "List the index of attributes with the tag indx: major, minor, inode.",
            footer = {"", "Needs the privilege volume-admin.", "", "Example:", "  cairn read-xattr-index 3.0.0 3.-1.-1"
            })
    static void index(
            @Mixin Session session,
            @Option(
                            names = {"-n", "--limit"},
                            paramLabel = "N",
                            description = Descriptions.LIMIT,
                            defaultValue = "9223372036854775807")
                    long limit,
            @Parameters(
                            paramLabel = "FIRST",
                            arity = "0..1",
                            defaultValue = "0.0.0",
                            description = "MAJOR.MINOR.INODE; -1 is the greatest (default: 0.0.0).")
                    String first,
            @Parameters(
                            paramLabel = "LAST",
                            arity = "0..1",
                            defaultValue = "-1.-1.-1",
                            description = "The same (default: -1.-1.-1).")
                    String last) {
        String from = position(first);
        String to = position(last);
        session.pages(
                cursor -> Request.get("/v1/attribute-index")
                        .with("from", cursor == null ? from : cursor)
                        .with("to", to),
                "entries",
                limit,
                entry -> session.printEach(
                        entry,
                        "%s.%s = %s"
                                .formatted(
                                        entry.path("major").asString(),
                                        entry.path("minor").asString(),
                                        entry.path("inode").asString())));
    }

    /** WLK-11: missing parts are 0, -1 is the greatest number. */
    private static String position(String text) {
        String[] parts = text.split("\\.", -1);
        String[] greatest = {"255", "18446744073709551615", "18446744073709551615"};
        var position = new StringBuilder();
        for (int i = 0; i < greatest.length; i++) {
            String part = i < parts.length ? parts[i] : "0";
            position.append(i == 0 ? "" : ".").append(part.equals("-1") ? greatest[i] : part);
        }
        return position.toString();
    }
}
