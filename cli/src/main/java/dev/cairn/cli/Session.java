package dev.cairn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What every command has: where the gateway is, who asks, how files are named, and how to print. */
final class Session {

    /** Not in what the terminal shows of a process: secrets come from the environment alone. */
    private static final String KEY_VARIABLE = "AWS_ACCESS_KEY_ID";

    private static final String SECRET_VARIABLE = "AWS_SECRET_ACCESS_KEY";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "REST address of a gateway (default: $$CAIRN_ENDPOINT, else ${DEFAULT-VALUE}).",
            defaultValue = "${env:CAIRN_ENDPOINT:-http://127.0.0.1:9001}")
    private String endpoint = "";

    @Option(names = "--json", description = "Print JSON, one object a line.")
    private boolean json;

    @Option(
            names = "--encoded",
            description = "Names on the command line are percent-encoded, for names that are no text.")
    private boolean encoded;

    @Option(names = "--progress", description = "Show progress of long work even where no terminal is.")
    private boolean progress;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    private @Nullable Gateway gateway;

    /** Environment of the process; tests give their own. */
    private static Map<String, String> environment = System.getenv();

    static void environment(Map<String, String> variables) {
        environment = variables;
    }

    /** The parser shows the help by itself; nothing is left to do. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    void help(boolean isAsked) {}

    Gateway gateway() {
        Gateway present = gateway;
        if (present == null) {
            present = new Gateway(endpoint, variable(KEY_VARIABLE), variable(SECRET_VARIABLE));
            gateway = present;
        }
        return present;
    }

    private static String variable(String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new CommandFailure("set " + KEY_VARIABLE + " and " + SECRET_VARIABLE
                    + " to an access key of the gateway; \"cairn start\" and \"cairn cluster start\" print one");
        }
        return value;
    }

    boolean isJson() {
        return json;
    }

    /** Since JDK 25 there is a console again only where a terminal is. */
    @SuppressWarnings("SystemConsoleNull")
    boolean wantsProgress() {
        return progress || System.console() != null;
    }

    private CommandLine line() {
        if (command == null) {
            throw new IllegalStateException("not parsed yet");
        }
        return command.commandLine();
    }

    PrintWriter out() {
        return line().getOut();
    }

    PrintWriter err() {
        return line().getErr();
    }

    /** Percent-encoded for a URL. */
    String path(String argument) {
        return encoded ? argument.replaceAll("^/+", "") : Names.encodePath(argument);
    }

    /** Percent-encoded for a URL, a slash included. */
    String name(String argument) {
        return encoded ? argument : Names.encode(argument);
    }

    /** The URL part of an inode: what {@code ino:N} says, or what the path refers to now. */
    String inode(String file) {
        return file.startsWith("ino:")
                ? file.substring("ino:".length())
                : stat(file).path("inode").asString();
    }

    /** The percent-encoded URL of everything that is done to the inode of a file. */
    String inodeUrl(String file) {
        return "/v1/inodes/" + Names.encode(inode(file));
    }

    JsonNode stat(String file) {
        return gateway()
                .call(Request.get(
                        file.startsWith("ino:")
                                ? "/v1/inodes/" + Names.encode(file.substring("ino:".length()))
                                : "/v1/entries/" + path(file)));
    }

    void printJson(JsonNode node) {
        out().println(node);
    }

    /** As JSON, or field by field for people. */
    void print(JsonNode object) {
        if (json) {
            printJson(object);
        } else {
            Text.fields(object).forEach(out()::println);
        }
    }

    /** Each element of the lists of all pages, and where the cursor goes on; see {@link #pages}. */
    interface Pages {
        /** @param cursor null on the first page */
        Request at(@Nullable String cursor);
    }

    /**
     * Goes through pages until there is no next one, or, in feeds that always name a next one, until a page is empty.
     *
     * @param most elements in all
     */
    void pages(Pages pages, String list, long most, Consumer<JsonNode> each) {
        String cursor = null;
        long left = most;
        while (left > 0) {
            JsonNode page = gateway().call(pages.at(cursor));
            List<JsonNode> elements = new ArrayList<>(page.path(list).values());
            for (JsonNode element : elements) {
                if (left-- == 0) {
                    return;
                }
                each.accept(element);
            }
            JsonNode next = page.path("next");
            if (elements.isEmpty() || next.isMissingNode() || next.isNull()) {
                return;
            }
            cursor = next.asString();
        }
    }

    /** As JSON, or a line of text for people. */
    void printEach(JsonNode element, String text) {
        if (json) {
            printJson(element);
        } else {
            out().println(text);
        }
    }
}
