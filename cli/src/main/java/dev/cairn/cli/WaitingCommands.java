package dev.cairn.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who waits for offline data. */
final class WaitingCommands {

    /** Below what a gateway accepts, so that one answer is never held longer. */
    private static final int POLL_SECONDS = 30;

    private WaitingCommands() {}

    @Command(
            name = "data-waiting",
            description = "List who waits for offline data: inode, first missing block, operations, data version.",
            footer = {
                "",
                "Examples:",
                "  cairn data-waiting",
                "  cairn data-waiting --follow --json | while read -r waiter; do ...; done"
            })
    static void list(
            @Mixin Session session,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on for ever; print whoever comes, again as long as he waits.")
                    boolean follows,
            @Parameters(
                            paramLabel = "INODE",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "Only behind this inode (default: 0).")
                    String inode,
            @Parameters(
                            paramLabel = "BLOCK",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "and this block (default: 0).")
                    String block) {
        do {
            session.pages(
                    cursor -> Request.get("/v1/waiting")
                            .with("after", cursor == null ? inode + "." + block : cursor)
                            .with("poll", follows && cursor == null ? POLL_SECONDS : null),
                    "waiting",
                    Long.MAX_VALUE,
                    waiter -> session.printEach(waiter, line(waiter)));
            session.out().flush();
        } while (follows);
    }

    private static String line(JsonNode waiter) {
        List<String> ops = new ArrayList<>();
        waiter.path("ops").values().forEach(op -> ops.add(op.asString()));
        return "ino %s block %s ops %s version %s"
                .formatted(
                        waiter.path("inode").asString(),
                        waiter.path("block").asString(),
                        String.join(",", ops),
                        waiter.path("dataVersion").asString());
    }

    @Command(
            name = "data-wait-err",
            description = "Fail those who wait for offline data of an inode that cannot be brought back.",
            footer = {
                "",
                "Needs the privilege volume-admin.",
                "",
                "Example:",
                "  cairn data-wait-err --op read 1052 0 1G EIO"
            })
    static void fail(
            @Mixin Session session,
            @Option(
                            names = "--op",
                            paramLabel = "OP",
                            description = "Only who wants this: read, write, change_size. May be repeated.")
                    @Nullable
                    List<String> ops,
            @Parameters(paramLabel = "INODE", description = "Inode number.") String inode,
            @Parameters(paramLabel = "OFFSET", description = "First byte.") ByteCount offset,
            @Parameters(paramLabel = "COUNT", description = "Number of bytes.") ByteCount count,
            @Parameters(paramLabel = "ERROR", description = "Such as EIO or ENOENT.") String error) {
        ObjectNode body = Gateway.json().createObjectNode();
        body.put("inode", inode)
                .put("offset", offset.decimal())
                .put("length", count.decimal())
                .put("error", error);
        if (ops != null) {
            var list = body.putArray("ops");
            ops.forEach(list::add);
        }
        JsonNode answer = session.gateway().call(Request.post("/v1/waiting/fail"), body);
        session.printEach(answer, answer.path("failed").asString() + " failed");
    }
}
