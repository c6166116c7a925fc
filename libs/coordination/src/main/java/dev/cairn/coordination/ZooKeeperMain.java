package dev.cairn.coordination;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A ZooKeeper server as a process of its own, on loopback, for tests and for clusters on one machine.
 *
 * <pre>
 * java -cp ... dev.cairn.coordination.ZooKeeperMain --data DIR --port N
 * </pre>
 *
 * Writes one line to standard output when it takes connections; stops on SIGTERM.
 */
public final class ZooKeeperMain {

    private static final String USAGE = "usage: ZooKeeperMain --data DIR --port N";

    private ZooKeeperMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 4 || !arguments[0].equals("--data") || !arguments[2].equals("--port")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        EmbeddedZooKeeper server = EmbeddedZooKeeper.start(Path.of(arguments[1]), Integer.parseInt(arguments[3]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "zookeeper-stop"));
        System.out.println("ZooKeeper takes connections at " + server.connectString());
        new CountDownLatch(1).await();
    }
}
