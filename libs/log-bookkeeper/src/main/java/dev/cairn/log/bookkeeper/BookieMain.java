package dev.cairn.log.bookkeeper;

import java.io.UncheckedIOException;

/**
 * A bookie as a process of its own.
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:MaxDirectMemorySize=256m
 *     -cp ... dev.cairn.log.bookkeeper.BookieMain --data FOLDER --port PORT --zookeeper HOST:PORT [--host HOST]
 * </pre>
 *
 * Writes one line to standard output when it takes entries; stops on SIGTERM. Ends with code 2 if the command line is wrong
 * and with 1 if the bookie does not start or fails.
 */
public final class BookieMain {

    private static final int USAGE_CODE = 2;
    private static final int FAILURE_CODE = 1;

    private BookieMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        BookieArguments parsed;
        try {
            parsed = BookieArguments.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(BookieArguments.USAGE);
            return USAGE_CODE;
        }
        EmbeddedBookie bookie;
        try {
            bookie = EmbeddedBookie.start(parsed.data(), parsed.host(), parsed.port(), parsed.zookeeper());
        } catch (UncheckedIOException failure) {
            System.err.println(failure.getMessage() + ": " + failure.getCause());
            return FAILURE_CODE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(bookie::close, "bookie-stop"));
        System.out.println("The bookie takes entries at " + bookie.address());
        System.err.println("the bookie has failed: " + bookie.failure().join());
        return FAILURE_CODE;
    }
}
