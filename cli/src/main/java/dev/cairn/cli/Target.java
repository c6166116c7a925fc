package dev.cairn.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An inode and the data version that a call is meant for.
 *
 */
record Target(String inode, String dataVersion) {

    /** @param dataVersion null for the one the file has now */
    static Target of(Session session, String file, @Nullable String dataVersion) {
        if (dataVersion != null) {
            return new Target(session.inode(file), dataVersion);
        }
        JsonNode stat = session.stat(file);
        return new Target(
                stat.path("inode").asString(), stat.path("dataVersion").asString());
    }

    String url() {
        return "/v1/inodes/" + Names.encode(inode);
    }
}
