package dev.cairn.coordination;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Knocks at the ports of a member. Blocks for at most the probe timeout a port. */
final class PortProbe {

    private PortProbe() {}

    static Presence probe(Member member) {
        if (member.ports().isEmpty()) {
            return Presence.UNKNOWN;
        }
        try {
            InetAddress host = InetAddress.getByName(member.host());
            for (int port : member.ports().values()) {
                Presence presence = knock(host, port);
                if (presence != Presence.REFUSED_ELSEWHERE) {
                    return presence;
                }
            }
            return isHere(host) ? Presence.REFUSED_HERE : Presence.REFUSED_ELSEWHERE;
        } catch (UnknownHostException | SocketException unresolved) {
            return Presence.UNKNOWN;
        }
    }

    private static Presence knock(InetAddress host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) CoordinationLimits.PROBE_TIMEOUT.toMillis());
            return Presence.LISTENS;
        } catch (ConnectException refused) {
            return Presence.REFUSED_ELSEWHERE;
        } catch (IOException silent) {
            return Presence.UNKNOWN;
        }
    }

    private static boolean isHere(InetAddress host) throws SocketException {
        return host.isLoopbackAddress() || NetworkInterface.getByInetAddress(host) != null;
    }
}
