package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Who counts as one address, and that every connection counted in is counted out. */
class AddressCountsTest {
    private final AddressCounts counts = new AddressCounts();

    @Test
    void anIpv6AddressCountsByItsSlash64() throws UnknownHostException {
        long one = key("2001:db8:1:2:3:4:5:6");
        assertThat(key("2001:db8:1:2:ffff::1")).isEqualTo(one);
        assertThat(key("2001:db8:1:3:3:4:5:6")).isNotEqualTo(one);
    }

    @Test
    void anIpv4AddressCountsWholeAndAsNoIpv6Address() throws UnknownHostException {
        assertThat(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2")).isNotEqualTo(key("::c000:201"));
        assertThat(key("::ffff:192.0.2.1")).isEqualTo(key("192.0.2.1"));
        assertThat(key("255.255.255.255")).isNotEqualTo(key("192.0.2.1")).isNotEqualTo(key("::"));
    }

    @Test
    void theLimitOfAnAddressIsItsOwnAndAClosedConnectionMakesRoom() {
        assertThat(counts.opened(1, 10, 2)).isTrue();
        assertThat(counts.opened(1, 10, 2)).isTrue();
        assertThat(counts.opened(1, 10, 2)).isFalse();
        assertThat(counts.opened(2, 10, 2)).isTrue();
        counts.closed(1);
        counts.closed(1);
        assertThat(counts.opened(1, 10, 2)).isTrue();
        assertThat(counts.total()).isEqualTo(3);
    }

    @Test
    void theLimitOfAllHoldsWhereAddressesHaveNone() {
        assertThat(counts.opened(1, 2, 0)).isTrue();
        assertThat(counts.opened(1, 2, 0)).isTrue();
        assertThat(counts.opened(2, 2, 0)).isFalse();
        counts.closed(2);
        counts.closed(1);
        assertThat(counts.opened(3, 2, 0)).isTrue();
    }

    private static long key(String address) throws UnknownHostException {
        return AddressCounts.keyOf(InetAddress.getByName(address));
    }
}
