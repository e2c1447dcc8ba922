package org.bidsveil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class HistogramChartTest {
  @Test
  void countsBelowAtAndAboveTheAcceptedShare() throws Exception {
    String svg = HistogramChart.svg(new double[] {0, 0.001, 0.05, 0.051, 0.9, Double.NaN}, 0.05);
    assertTrue(svg.contains("5 scans, 2 above the accepted share of 5 %, 1 without a number"), svg);
    NodeList bars = elements(svg, "rect");
    // The ground, the first bar (two scans), the last accepted one, the first beyond, the overflow.
    assertEquals(5, bars.getLength());
    assertEquals("230.0", attribute(bars, 1, "height"));
    assertEquals("303.0", attribute(bars, 2, "x"));
    assertEquals("#56b4e9", attribute(bars, 2, "fill"));
    assertEquals("331.0", attribute(bars, 3, "x"));
    assertEquals("#d55e00", attribute(bars, 3, "fill"));
    assertEquals("583.0", attribute(bars, 4, "x"));
    assertEquals("115.0", attribute(bars, 4, "height"));
  }

  @Test
  void noScansGiveAnEmptyChart() throws Exception {
    String svg = HistogramChart.svg(new double[0], 0.05);
    assertEquals(1, elements(svg, "rect").getLength());
    assertTrue(svg.contains("0 scans, 0 above"), svg);
    assertFalse(svg.contains("without"), svg);
  }

  @Test
  void aShareThatIsNotPositiveIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> HistogramChart.svg(new double[] {0.1}, 0));
  }

  private static NodeList elements(String svg, String name)
      throws ParserConfigurationException, SAXException, IOException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getElementsByTagName(name);
  }

  private static String attribute(NodeList nodes, int index, String name) {
    return nodes.item(index).getAttributes().getNamedItem(name).getNodeValue();
  }
}
