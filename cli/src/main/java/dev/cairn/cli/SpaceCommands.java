package dev.cairn.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The extents of files. */
final class SpaceCommands {

    private SpaceCommands() {}

    @Command(
            name = "extents",
            description = "Show which parts of a file are online, offline or unwritten; the rest are holes.",
            footer = {"", "Example:", "  cairn extents papers/sparse.img"})
    static void extents(
            @Mixin Session session, @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file) {
        String url = session.inodeUrl(file) + "/extents";
        session.pages(
                cursor -> Request.get(url).with("offset", cursor),
                "extents",
                Long.MAX_VALUE,
                extent -> session.printEach(
                        extent,
                        "%s  %s  %s"
                                .formatted(
                                        extent.path("offset").asString(),
                                        extent.path("length").asString(),
                                        extent.path("state").asString())));
    }

    @Command(
            name = "truncate",
            description = "Set the size of a file.",
            footer = {"", "Example:", "  cairn truncate --wait 600 papers/log 1M"})
    static void truncate(
            @Mixin Session session,
            @Option(
                            names = "--wait",
                            paramLabel = "SECONDS",
                            description = "Wait so long for offline data to be staged.")
                    @Nullable
                    Integer wait,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file,
            @Parameters(paramLabel = "SIZE", description = "The new size in bytes.") ByteCount size) {
        ObjectNode body = Gateway.json().createObjectNode().put("size", size.decimal());
        print(
                session,
                session.gateway()
                        .call(Request.post(session.inodeUrl(file) + "/truncate").with("wait", wait), body));
    }

    @Command(
            name = "fallocate",
            description = "Reserve space for a range of a file.",
            footer = {"", "Example:", "  cairn fallocate --keep-size papers/new.tar 0 10G"})
    static void allocate(
            @Mixin Session session,
            @Option(
                            names = {"-n", "--keep-size"},
                            description = "The size stays even if the range goes beyond it.")
                    boolean keepsSize,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file,
            @Parameters(paramLabel = "OFFSET", description = "First byte.") ByteCount offset,
            @Parameters(paramLabel = "LENGTH", description = "Number of bytes.") ByteCount length) {
        ObjectNode body = range(offset, length).put("keepSize", keepsSize);
        print(session, session.gateway().call(Request.post(session.inodeUrl(file) + "/allocate"), body));
    }

    @Command(
            name = "punch-offline",
            description = "Turn offline parts of a file into holes.",
            footer = {
                "",
                "Offset and length are multiples of 4K.",
                "",
                "Example:",
                "  cairn punch-offline --data-version 7 ino:1052 1M 64K"
            })
    static void punch(
            @Mixin Session session,
            @Option(names = "--data-version", paramLabel = "N", description = Descriptions.VERSION) @Nullable
                    String dataVersion,
            @Parameters(paramLabel = "FILE", description = Descriptions.FILE) String file,
            @Parameters(paramLabel = "OFFSET", description = "First byte.") ByteCount offset,
            @Parameters(paramLabel = "LENGTH", description = "Number of bytes.") ByteCount length) {
        Target target = Target.of(session, file, dataVersion);
        print(
                session,
                session.gateway()
                        .call(
                                Request.post(target.url() + "/punch-offline").ifVersion(target.dataVersion()),
                                range(offset, length)));
    }

    @Command(
            name = "move-blocks",
            description = "Hand a range of one file to another without copying bytes.",
            footer = {
                "",
                "With --stage the range fills offline parts of the other file, as a stage does.",
                "",
                "Examples:",
                "  cairn move-blocks part-2 0 1G whole 1G",
                "  cairn move-blocks --stage --data-version 7 ino:2077 0 1G ino:1052 0"
            })
    static void move(
            @Mixin Session session,
            @Option(names = "--stage", description = "The bytes are those that are offline in TO.") boolean isStage,
            @Option(
                            names = "--data-version",
                            paramLabel = "N",
                            description = "With --stage: data version of TO (default: the one it has now).")
                    @Nullable
                    String dataVersion,
            @Parameters(paramLabel = "FROM", description = Descriptions.FILE) String from,
            @Parameters(paramLabel = "FROM-OFFSET", description = "First byte in FROM.") ByteCount fromOffset,
            @Parameters(paramLabel = "LENGTH", description = "Number of bytes.") ByteCount length,
            @Parameters(paramLabel = "TO", description = Descriptions.FILE) String to,
            @Parameters(paramLabel = "TO-OFFSET", description = "First byte in TO.") ByteCount toOffset) {
        Target target = Target.of(session, to, dataVersion);
        Request request = Request.post(target.url() + "/move-blocks");
        if (isStage) {
            request.ifVersion(target.dataVersion());
        }
        ObjectNode body = range(toOffset, length)
                .put("source", session.inode(from))
                .put("sourceOffset", fromOffset.decimal())
                .put("stage", isStage);
        print(session, session.gateway().call(request, body));
    }

    private static ObjectNode range(ByteCount offset, ByteCount length) {
        return Gateway.json().createObjectNode().put("offset", offset.decimal()).put("length", length.decimal());
    }

    private static void print(Session session, JsonNode answer) {
        if (session.isJson()) {
            session.printJson(answer);
        }
    }
}
