package dev.cairn.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** The volume as a whole. */
final class VolumeCommands {

    private VolumeCommands() {}

    @Command(
            name = "df",
            description = "Show how much of the volume is used.",
            footer = {"", "Example:", "  cairn df"})
    static void usage(@Mixin Session session) {
        JsonNode volume = session.gateway().call(Request.get("/v1/volume"));
        if (session.isJson()) {
            session.printJson(volume);
            return;
        }
        long total = volume.path("totalBytes").asLong();
        long used = volume.path("usedBytes").asLong();
        long free = volume.path("freeBytes").asLong();
        long percent = total == 0 ? 0 : (long) (100.0 * used / total);
        Text.table(List.of(
                        List.of("Type", "Size", "Total", "Used", "Free", "Use%"),
                        List.of(
                                "Data",
                                "1B",
                                Long.toString(total),
                                Long.toString(used),
                                Long.toString(free),
                                percent + "")))
                .forEach(session.out()::println);
    }

    @Command(
            name = "statfs",
            description = "Show identity, size and the committed sequence of the volume.",
            footer = {"", "Example:", "  cairn statfs"})
    static void statfs(@Mixin Session session) {
        session.print(session.gateway().call(Request.get("/v1/statfs")));
    }

    @Command(
            name = "alloc-detail",
            description = "Show who holds how much space.",
            footer = {"", "Example:", "  cairn alloc-detail"})
    static void allocDetail(@Mixin Session session) {
        JsonNode detail = session.gateway().call(Request.get("/v1/alloc-detail"));
        if (session.isJson()) {
            session.printJson(detail);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Owner", "Id", "Kind", "State", "Blocks"));
        detail.path("pools")
                .values()
                .forEach(pool -> rows.add(List.of(
                        pool.path("ownerType").asString(),
                        pool.path("ownerId").asString(),
                        pool.path("kind").asString(),
                        pool.path("state").asString(),
                        pool.path("blocks").asString())));
        Text.table(rows).forEach(session.out()::println);
    }

    @Command(
            name = "sync",
            description = "Print the sequence up to which all is durable.",
            footer = {"", "Every answer of a change is durable already.", "", "Example:", "  cairn sync"})
    static void sync(@Mixin Session session) {
        JsonNode answer = session.gateway().call(Request.post("/v1/sync"));
        session.printEach(answer, answer.path("committedSeq").asString());
    }

    @Command(
            name = "check",
            description = "Prove that every index, total and count of the metadata follows from the inodes.",
            footer = {
                "",
                "Needs the privilege volume-admin. Reads all metadata; writers go on. Ends with 9 if something is found.",
                "",
                "Example:",
                "  cairn check"
            })
    static int check(@Mixin Session session) {
        JsonNode report = session.gateway().call(Request.get("/v1/check"));
        var findings = report.path("findings").values();
        if (session.isJson()) {
            session.printJson(report);
        } else {
            findings.forEach(finding -> session.out()
                    .println("%s: inode %s: %s"
                            .formatted(
                                    finding.path("rule").asString(),
                                    finding.path("inode").asString(),
                                    finding.path("detail").asString())));
            report.path("counts")
                    .properties()
                    .forEach(count -> session.out()
                            .println(count.getKey() + " " + count.getValue().asString()));
        }
        return (findings.isEmpty() ? ExitCode.DONE : ExitCode.DAMAGED).number();
    }
}
