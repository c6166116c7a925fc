package dev.cairn.log.bookkeeper;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The command line of a bookie. */
record BookieArguments(Path data, String host, int port, String zookeeper) {

    static final String USAGE =
            "usage: BookieMain --data FOLDER --port PORT --zookeeper HOST:PORT[,HOST:PORT] [--host HOST]";

    private static final Set<String> NAMES = Set.of("--data", "--port", "--zookeeper", "--host");
    private static final int PORT_MAX = 65_535;

    /** @throws IllegalArgumentException saying what is wrong */
    static BookieArguments parse(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("unknown option '" + name + "'");
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " has no value");
            }
            if (values.put(name, arguments[i + 1]) != null) {
                throw new IllegalArgumentException(name + " is given twice");
            }
        }
        String zookeeper = require(values, "--zookeeper");
        MetadataService.uri(zookeeper);
        return new BookieArguments(
                Path.of(require(values, "--data")),
                values.getOrDefault("--host", InetAddress.getLoopbackAddress().getHostAddress()),
                port(require(values, "--port")),
                zookeeper);
    }

    private static String require(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port is no number: '" + text + "'", e);
        }
        throw new IllegalArgumentException("--port must be 1 to " + PORT_MAX + ": " + text);
    }
}
