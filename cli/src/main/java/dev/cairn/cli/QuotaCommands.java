package dev.cairn.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Quota rules, a line each. */
final class QuotaCommands {

    private static final String RULE = "PRIORITY V,S,F V,S,F V,S,F OP LIMIT FLAG, in one argument.";

    /** What the gateway takes at once. */
    private static final int RULES_PER_CALL = 1_000;

    private QuotaCommands() {}

    @Command(
            name = "quota-list",
            description = "List quota rules, those that win first.",
            footer = {"", "Needs the privilege volume-admin.", "", "Example:", "  cairn quota-list > rules"})
    static void list(@Mixin Session session) {
        rules(session).forEach(rule -> session.printEach(rule, rule.path("text").asString()));
    }

    private static List<JsonNode> rules(Session session) {
        List<JsonNode> rules = new ArrayList<>();
        session.pages(
                cursor -> Request.get("/v1/quota-rules").with("after", cursor), "rules", Long.MAX_VALUE, rules::add);
        return rules;
    }

    @Command(
            name = "quota-add",
            description = "Add a quota rule, or many from a file with a rule a line.",
            footer = {
                "",
                "S is L (literal), P (project), U (user) or G (group); F is S (select) or -; OP is I (inode) or D (data);",
                "FLAG is C (count) or -. A rule holds the total that its three elements name below LIMIT.",
                "",
                "Needs the privilege volume-admin.",
                "",
                "Examples:",
                "  cairn quota-add '7 13,L,- 15,L,- 1000,U,S D 1099511627776 -'",
                "  cairn quota-add --file rules"
            })
    static void add(
            @Mixin Session session,
            @Option(
                            names = {"-f", "--file"},
                            paramLabel = "FILE",
                            description = "Take rules from here, or - for standard input.")
                    @Nullable
                    Path file,
            @Parameters(paramLabel = "RULE", arity = "0..1", description = RULE) @Nullable String rule) {
        change(session, "POST", given(file, rule));
    }

    @Command(
            name = "quota-del",
            description = "Remove the quota rule with exactly these fields.",
            footer = {
                "",
                "Needs the privilege volume-admin.",
                "",
                "Example:",
                "  cairn quota-del '7 13,L,- 15,L,- 17,L,- I 33 -'"
            })
    static void delete(
            @Mixin Session session,
            @Option(
                            names = {"-f", "--file"},
                            paramLabel = "FILE",
                            description = "Take rules from here, or - for standard input.")
                    @Nullable
                    Path file,
            @Parameters(paramLabel = "RULE", arity = "0..1", description = RULE) @Nullable String rule) {
        change(session, "DELETE", given(file, rule));
    }

    @Command(
            name = "quota-wipe",
            description = "Remove all quota rules.",
            footer = {
                "",
                "Needs the privilege volume-admin.",
                "",
                "Examples:",
                "  cairn quota-list > rules",
                "  cairn quota-wipe"
            })
    static void wipe(@Mixin Session session) {
        change(
                session,
                "DELETE",
                rules(session).stream()
                        .map(rule -> rule.path("text").asString())
                        .toList());
    }

    private static List<String> given(@Nullable Path file, @Nullable String rule) {
        if ((file == null) == (rule == null)) {
            throw new CommandFailure("give a rule, or --file");
        }
        return file == null ? List.of(Objects.requireNonNull(rule)) : LocalFile.lines(file);
    }

    /** Each call changes all of its rules or none. */
    private static void change(Session session, String method, List<String> rules) {
        for (int from = 0; from < rules.size(); from += RULES_PER_CALL) {
            ObjectNode body = Gateway.json().createObjectNode();
            rules.subList(from, Math.min(rules.size(), from + RULES_PER_CALL)).forEach(body.withArray("rules")::add);
            session.gateway().call(Request.of(method, "/v1/quota-rules"), body);
        }
    }
}
