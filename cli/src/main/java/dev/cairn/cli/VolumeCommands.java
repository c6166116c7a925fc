package dev.cairn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
        JsonNode usage = session.gateway().call(Request.get("/v1/df"));
        if (session.isJson()) {
            session.printJson(usage);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Type", "Size", "Total", "Used", "Free", "Use%"));
        usage.path("rows")
                .values()
                .forEach(row -> rows.add(List.of(
                        row.path("type").asString(),
                        row.path("blockSize").asString(),
                        row.path("total").asString(),
                        row.path("used").asString(),
                        row.path("free").asString(),
                        row.path("usePercent").asString())));
        Text.table(rows).forEach(session.out()::println);
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
        boolean isClean = report.path("clean").asBoolean(false);
        if (session.isJson()) {
            session.printJson(report);
        } else {
            report.path("findings")
                    .values()
                    .forEach(finding -> session.out()
                            .println("%s: inode %s: %s"
                                    .formatted(
                                            finding.path("rule").asString(),
                                            finding.path("inode").asString(),
                                            finding.path("detail").asString())));
            session.out()
                    .println("%s items of %s inodes: %s"
                            .formatted(
                                    report.path("items").asString(),
                                    report.path("inodes").asString(),
                                    isClean ? "clean" : broken(report.path("rules"))));
        }
        return (isClean ? ExitCode.DONE : ExitCode.DAMAGED).number();
    }

    /** How often which rule is broken; not all of it need be among the findings. */
    private static String broken(JsonNode rules) {
        return rules.properties().stream()
                .filter(rule -> !rule.getValue().asString().equals("0"))
                .map(rule -> rule.getKey() + " broken " + rule.getValue().asString() + " times")
                .collect(Collectors.joining(", "));
    }
}
