package dev.cairn.standalone.cluster;

/**
 * What a member does, behind those it calls. Members of one stage start together, when all of the stage before are ready;
 * they stop role by role, the last one first, so that each can still take leave of those it called.
 */
enum Role {
    ZOOKEEPER("zookeeper", Stage.COORDINATION, 8, 1),
    BOOKIE("bookie", Stage.LOG, 9, 1),
    LOCK("lock", Stage.SERVICES, 16, 2),
    METADATA("metadata", Stage.SERVICES, 12, 2),
    BLOCK("block", Stage.SERVICES, 20, 1),
    GATEWAY("gateway", Stage.SERVICES, 0, 2);

    /** What starts together. */
    enum Stage {
        COORDINATION,
        LOG,
        SERVICES
    }

    /** Ports that the layout of a cluster takes, from its base on. */
    static final int PORTS = 22;

    private final String prefix;
    private final Stage stage;
    private final int firstPort;
    private final int portsEach;

    Role(String prefix, Stage stage, int firstPort, int portsEach) {
        this.prefix = prefix;
        this.stage = stage;
        this.firstPort = firstPort;
        this.portsEach = portsEach;
    }

    Stage stage() {
        return stage;
    }

    /** @param number from 1 */
    String memberName(int number) {
        return this == ZOOKEEPER ? prefix : prefix + "-" + number;
    }

    /** The first port of a member, counted from the base. */
    int firstPortOf(int number) {
        return firstPort + (number - 1) * portsEach;
    }

    /** Whether its members answer HTTP at {@code /actuator}. */
    boolean hasHealth() {
        return stage == Stage.SERVICES;
    }

    /** Whether one of its members leads the others. */
    boolean elects() {
        return this == METADATA || this == LOCK || this == BLOCK;
    }
}
