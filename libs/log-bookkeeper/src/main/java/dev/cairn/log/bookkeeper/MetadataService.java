package dev.cairn.log.bookkeeper;

/** Where BookKeeper keeps what it knows of ledgers and bookies. */
final class MetadataService {

    /** The node under which all of it lies. */
    static final String ROOT = "/ledgers";

    /** The last node that is made when a cluster is set up. */
    static final String LAYOUT = ROOT + "/LAYOUT";

    private MetadataService() {}

    /**
     * In BookKeeper's form, in which hosts are separated by semicolons.
     *
     * @param zookeeper comma-separated {@code host:port}
     */
    static String uri(String zookeeper) {
        if (!zookeeper.matches("[^/,\\s]+:\\d+(,[^/,\\s]+:\\d+)*")) {
            throw new IllegalArgumentException("ZooKeeper is at host:port,host:port,... and not '" + zookeeper + "'");
        }
        return "zk+hierarchical://" + zookeeper.replace(',', ';') + ROOT;
    }
}
